/* SPDX-License-Identifier: GPL-2.0-only */
/* Sizes of functions in bytes, and the differences between two kernels. */
#ifndef LAZYMMU_FUNCTIONS_H
#define LAZYMMU_FUNCTIONS_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct function - a function and its size
 * @name: its name
 * @bytes: size of its text or of its stack frame
 */
struct function {
	char *name;
	uint64_t bytes;
};

/**
 * struct functions - the functions of a kernel
 * @v: the functions
 * @n: number of functions
 * @room: number of functions for which there is memory
 */
struct functions {
	struct function *v;
	size_t n;
	size_t room;
};

/**
 * enum functions_same - the treatment of several functions with one name
 * @FUNCTIONS_SUM: their sizes are added
 * @FUNCTIONS_MOST: the largest size counts
 */
enum functions_same { FUNCTIONS_SUM, FUNCTIONS_MOST };

/** functions_add - append a function */
void functions_add(struct functions *f, const char *name, uint64_t bytes);

/** functions_sort - sort @f by name, and leave one function for each name */
void functions_sort(struct functions *f, enum functions_same same);

/** functions_free - release what is in @f */
void functions_free(struct functions *f);

/**
 * struct change - a function in two kernels
 * @name: its name
 * @before: bytes in the first kernel; 0 also if the function does not exist
 *	there
 * @after: bytes in the second kernel; 0 also if the function does not exist
 *	there
 */
struct change {
	char *name;
	uint64_t before;
	uint64_t after;
};

/**
 * struct changes - functions in two kernels
 * @v: the functions
 * @n: number of functions
 * @room: number of functions for which there is memory
 */
struct changes {
	struct change *v;
	size_t n;
	size_t room;
};

/** changes_add - append a function */
void changes_add(struct changes *c, const char *name, uint64_t before,
		 uint64_t after);

/**
 * changes_find - append the functions that differ between two kernels
 * @before: the functions of the first kernel, after functions_sort()
 */
void changes_find(struct changes *c, const struct functions *before,
		  const struct functions *after);

/** changes_sort_by_difference - sort by the size of the difference, the largest first */
void changes_sort_by_difference(struct changes *c);

/** changes_sort_by_after - sort by the size in the second kernel, the largest first */
void changes_sort_by_after(struct changes *c);

/** changes_free - release what is in @c */
void changes_free(struct changes *c);

#endif
