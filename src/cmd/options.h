/* SPDX-License-Identifier: GPL-2.0-only */
/* The options that build and test share: which kernel, and how it is built. */
#ifndef LAZYMMU_OPTIONS_H
#define LAZYMMU_OPTIONS_H

#include <argp.h>
#include <stdbool.h>

#include "build/flavour.h"
#include "series/variant.h"
#include "util/strlist.h"

/**
 * struct options - which kernel to build
 * @kernel: a version, or the path of a tree; NULL: the default version
 * @flavour: the checks that the kernel runs with: targets/FLAVOUR.config
 * @built: the flavour whose kernel is built, after options_flavour()
 * @series: the series to apply; NULL: the first one of the version
 * @stock: build the stock kernel
 * @without: parts of the series to leave out
 * @with: a semantic patch to apply on top of the series, or NULL
 * @jobs: most things to do at the same time, see options_jobs(); 0: not given
 */
struct options {
	const char *kernel;
	const char *flavour;
	char *built;
	const char *series;
	bool stock;
	struct strlist without;
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
 * options_flavour - find the flavour whose kernel is built
 * @o: the options; their flavour has to exist
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int options_flavour(struct options *o);

/** options_recipe - what is done to the kernel; valid as long as @o is */
struct recipe options_recipe(const struct options *o);

/** options_free - release what is in @o */
void options_free(struct options *o);

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

/* The option --series of all commands that apply a series. */
enum { OPT_SERIES = 2049 };
#define OPTION_SERIES \
	{ "series", OPT_SERIES, "SERIES", 0, "The series to apply: 'lazymmu versions' lists those of each version (default: the first one)", 0 }

/* The option --without of all commands that apply the series. */
enum { OPT_WITHOUT = 2048 };
#define OPTION_WITHOUT \
	{ "without", OPT_WITHOUT, "PART[,PART]", 0, "Leave parts of the series out: 'lazymmu series --parts' lists them", 0 }

/**
 * options_without - read the argument of --without
 * @arg: the argument
 * @state: state of the parser; an argument without a name is a usage error
 * @parts: the names of the parts are added
 */
void options_without(const char *arg, struct argp_state *state,
		     struct strlist *parts);

#endif
