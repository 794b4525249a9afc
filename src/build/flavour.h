/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Flavours: which checks a kernel is built with. Each is a fragment of a
 * configuration, targets/NAME.config, that says so in a line
 * "# flavour: DESCRIPTION". A line "# cflags: FLAGS" gives the compiler further
 * arguments.
 */
#ifndef LAZYMMU_FLAVOUR_H
#define LAZYMMU_FLAVOUR_H

#include <stddef.h>

/* The flavour that is built where none is named. */
#define FLAVOUR_DEFAULT	"debug"

/**
 * struct flavour - a flavour
 * @name: its name
 * @description: for people
 * @cflags: further arguments of the compiler, "" for none
 */
struct flavour {
	char *name;
	char *description;
	char *cflags;
};

/**
 * struct flavours - all of them, in the order of their names
 * @v: the flavours
 * @n: their number
 */
struct flavours {
	struct flavour *v;
	size_t n;
};

/**
 * flavours_load - find the flavours in targets/
 * @fs: set on success; to be released with flavours_free()
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int flavours_load(struct flavours *fs);

/** flavours_free - release what is in @fs */
void flavours_free(struct flavours *fs);

/**
 * flavours_cflags - look up the further arguments of the compiler
 * @name: the flavour
 * @cflags: set to them, "" if there are none; to be freed by the caller
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int flavours_cflags(const char *name, char **cflags);

/**
 * flavours_need - make sure that there is a flavour @name
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int flavours_need(const char *name);

#endif
