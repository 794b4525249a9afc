/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers of bytes of functions, and how they differ between two kernels. */
#ifndef LAZYMMU_FUNCTIONS_H
#define LAZYMMU_FUNCTIONS_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct function - a function
 * @name: its name
 * @bytes: its text or its stack frame
 */
struct function {
	char *name;
	uint64_t bytes;
};

/**
 * struct functions - the functions of a kernel
 * @v: the functions
 * @n: their number
 * @room: how many there is memory for
 */
struct functions {
	struct function *v;
	size_t n;
	size_t room;
};

/**
 * enum functions_same - what is done with several functions of one name
 * @FUNCTIONS_SUM: their bytes are added
 * @FUNCTIONS_MOST: the largest number counts
 */
enum functions_same { FUNCTIONS_SUM, FUNCTIONS_MOST };

/** functions_add - append a function */
void functions_add(struct functions *f, const char *name, uint64_t bytes);

/** functions_sort - bring @f in the order of the names, with one of each name */
void functions_sort(struct functions *f, enum functions_same same);

/** functions_free - release what is in @f */
void functions_free(struct functions *f);

/**
 * struct change - a function in two kernels
 * @name: its name
 * @before: bytes in the first kernel; 0: it is not there, or has none
 * @after: bytes in the second kernel, likewise
 */
struct change {
	char *name;
	uint64_t before;
	uint64_t after;
};

/**
 * struct changes - functions in two kernels
 * @v: the functions
 * @n: their number
 * @room: how many there is memory for
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
 * @before: after functions_sort(), as @after
 */
void changes_find(struct changes *c, const struct functions *before,
		  const struct functions *after);

/** changes_sort_by_difference - the largest difference, up or down, comes first */
void changes_sort_by_difference(struct changes *c);

/** changes_sort_by_after - the largest number in the second kernel comes first */
void changes_sort_by_after(struct changes *c);

/** changes_free - release what is in @c */
void changes_free(struct changes *c);

#endif
