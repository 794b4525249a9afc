/* SPDX-License-Identifier: GPL-2.0-only */
/* Which kernel: the options that build and test share. */
#ifndef LAZYMMU_BUILD_OPTIONS_H
#define LAZYMMU_BUILD_OPTIONS_H

#include <argp.h>
#include <stdbool.h>

#include "build/flavour.h"

/**
 * struct build_options - which kernel to build
 * @kernel: a version, or the path of a tree; NULL: the default version
 * @flavour: which checks it has: targets/FLAVOUR.config
 * @stock: without the series
 * @with: a semantic patch to put on top of the series, or NULL
 */
struct build_options {
	const char *kernel;
	const char *flavour;
	bool stock;
	const char *with;
};

#define BUILD_OPTIONS_DEFAULT { .flavour = FLAVOUR_DEFAULT }

/* Their parser: a child of the command's own, with a struct build_options. */
extern const struct argp build_options_argp;

/**
 * build_options_what - "stock", "ported" or "ported with x.cocci"
 *
 * Return: to be freed by the caller.
 */
char *build_options_what(const struct build_options *o);

#endif
