/* SPDX-License-Identifier: GPL-2.0-only */
/* The options that build and test share: which kernel, and how it is built. */
#ifndef LAZYMMU_OPTIONS_H
#define LAZYMMU_OPTIONS_H

#include <argp.h>
#include <stdbool.h>

#include "build/flavour.h"

/**
 * struct options - which kernel to build
 * @kernel: a version, or the path of a tree; NULL: the default version
 * @flavour: the checks that the kernel is built with: targets/FLAVOUR.config
 * @stock: build the stock kernel
 * @with: a semantic patch to apply on top of the series, or NULL
 * @jobs: most things to do at the same time, see options_jobs(); 0: not given
 */
struct options {
	const char *kernel;
	const char *flavour;
	bool stock;
	const char *with;
	int jobs;
};

#define OPTIONS_DEFAULT { .flavour = FLAVOUR_DEFAULT }

/*
 * The parser of these options, a child of the command's own parser; its input
 * is a struct options.
 */
extern const struct argp options_argp;

/**
 * options_label - "stock", "ported" or "ported with x.cocci"
 *
 * Return: to be freed by the caller.
 */
char *options_label(const struct options *o);

/* The option --jobs of all commands that build; options_jobs() reads its argument. */
#define OPTION_JOBS \
	{ "jobs", 'j', "N", 0, "Do at most N things at the same time (default: one for each processor that may be used)", 0 }

/**
 * options_jobs - read the argument of --jobs
 * @arg: the argument
 * @state: state of the parser; a number below 1 is a usage error
 *
 * Return: the number.
 */
int options_jobs(const char *arg, struct argp_state *state);

#endif
