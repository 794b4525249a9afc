/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Flavours: the sets of checks that a kernel can be built with. A flavour is a
 * fragment of a configuration, targets/NAME.config, with a line "# flavour:
 * DESCRIPTION". A line "# cflags: FLAGS" adds arguments for the compiler.
 * A line "# program: FILES" names a program of the kernel's tree that the guest
 * runs, as of program_read(). A line "# modules: PATHS" names modules that are
 * built, too, by their paths in the output directory; the guest loads them. A line
 * "# instead of test: COMMAND" says that the kernel has no tests, and which
 * command is meant for it. With a line "# kernel: FLAVOUR" it is the kernel of that
 * flavour, and nothing else is built. A line "# append: ARGS" adds arguments for the
 * kernel's command line.
 */
#ifndef LAZYMMU_FLAVOUR_H
#define LAZYMMU_FLAVOUR_H

#include <stddef.h>

#include "util/strlist.h"

/* The flavour that is built if the user names none. */
#define FLAVOUR_DEFAULT	"debug"

/**
 * struct flavour - a flavour
 * @name: name of the flavour
 * @description: a description for people
 * @cflags: more arguments for the compiler, "" for none
 * @program: files of a program of the kernel's tree, "" for none
 * @modules: paths of modules in the output directory, "" for none
 * @instead: the command to use because the kernel has no tests, or NULL
 * @kernel: the flavour whose kernel is booted, @name for one with its own
 * @append: more arguments for the kernel, "" for none
 */
struct flavour {
	char *name;
	char *description;
	char *kernel;
	char *append;
	char *cflags;
	char *program;
	char *modules;
	char *instead;
};

/**
 * struct flavours - all flavours, in the order of their names
 * @v: the flavours
 * @n: number of flavours
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
 * flavours_cflags - look up the compiler arguments of a flavour
 * @name: the flavour
 * @cflags: set to the arguments, "" if there are none; to be freed by the
 *	caller
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int flavours_cflags(const char *name, char **cflags);

/**
 * flavours_kernel - look up the flavour whose kernel a flavour boots
 * @name: the flavour, which has to exist
 * @kernel: set to its name; to be freed by the caller
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int flavours_kernel(const char *name, char **kernel);

/**
 * flavours_append - look up the arguments that a flavour gives to the kernel
 * @name: the flavour
 * @append: set to the arguments, "" if there are none; to be freed by the caller
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int flavours_append(const char *name, char **append);

/**
 * flavours_program - look up the program of the kernel's tree that the guest runs
 * @name: the flavour
 * @program: set to its files, "" if there is none; to be freed by the caller
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int flavours_program(const char *name, char **program);

/**
 * flavours_modules - look up the modules of a flavour
 * @name: the flavour
 * @paths: the paths of its modules in the output directory are appended
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int flavours_modules(const char *name, struct strlist *paths);

/**
 * flavours_need - check that there is a flavour @name
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int flavours_need(const char *name);

/**
 * flavours_need_tests - check that there is a flavour @name whose kernel has
 * tests
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int flavours_need_tests(const char *name);

#endif
