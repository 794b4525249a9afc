/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernels that are broken on purpose: what the header of one says, and whether
 * a run of 'lazymmu test' has noticed.
 */
#ifndef LAZYMMU_VARIANT_H
#define LAZYMMU_VARIANT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "util/strlist.h"

struct regex;
struct strbuf;

/**
 * struct variant - a broken kernel
 * @name: of the file, without directory and ending
 * @path: the file: NAME.cocci, or NAME.stock for the kernel without the series
 * @stock: it is the latter
 * @target: the machine it is booted on
 * @flavour: of the kernel
 * @tests: that have to fail: "suite.case", or "suite" for any of its cases
 * @console: that have to match a line of an incident on the console
 * @nr_console: their number
 */
struct variant {
	char *name;
	char *path;
	bool stock;
	char *target;
	char *flavour;
	struct strlist tests;
	struct regex **console;
	size_t nr_console;
};

/**
 * variant_load - read the header of the file @path
 *
 * Return: 0 or a negative errno value (failure recorded, with file and line);
 * variant_free() is wanted in either case.
 */
int variant_load(const char *path, struct variant *v);

/** variant_free - release what is in @v */
void variant_free(struct variant *v);

/**
 * variant_check_tests - is every test that it names somewhere in the sources?
 * @sources: text of all tests
 *
 * Which machine has which test is seen only when it runs; this finds typos
 * before anything is built.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int variant_check_tests(const struct variant *v, const struct strbuf *sources);

/**
 * enum busted_verdict - what came of a variant
 * @CAUGHT: all that was to notice it did
 * @SURVIVED: something did not
 * @BROKEN: it cannot be told: it was not built or booted, or not this one was
 */
enum busted_verdict {
	CAUGHT,
	SURVIVED,
	BROKEN,
};

/**
 * variant_judge - was it noticed?
 * @run: what 'lazymmu test --json' wrote about it
 * @why: gets what noticed it, or what did not
 *
 * A test has noticed if it failed by its own account. One that never came to
 * its end has not: that the machine died is for the header to say.
 */
enum busted_verdict variant_judge(const struct variant *v, const json_t *run,
			   struct strbuf *why);

/**
 * variant_judge_control - could the kernel that is not broken be told from it?
 * @run: the same of the ported kernel on the same machine, in the same flavour
 * @why: gets why not
 *
 * Everything passes there, and the tests that have to fail in @v do run.
 */
bool variant_judge_control(const struct variant *v, const json_t *run,
			   struct strbuf *why);

/** variant_caught_by - append to @out what has to notice it, in a few words */
void variant_caught_by(const struct variant *v, struct strbuf *out);

#endif
