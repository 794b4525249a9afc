/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernels that are broken on purpose: reading the header of a variant, and
 * judging whether a run of 'lazymmu test' has noticed the mistake.
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
 * @name: name of the file, without directory and ending
 * @path: the file: NAME.cocci, or NAME.stock for the kernel without the series
 * @stock: the file is a NAME.stock
 * @target: the machine that boots the kernel
 * @flavour: flavour of the kernel
 * @headers: it changes headers, so that most of the kernel has to be built
 * @tests: tests that have to fail: "suite.case", or "suite" for any of its
 *	cases
 * @console: regular expressions that have to match a line of an incident on the
 *	console
 * @nr_console: number of these expressions
 * @budgets: "WORKLOAD COUNTER" of costs that have to be over their budgets; such
 *	a variant is run by 'lazymmu bench' and has neither tests nor console
 */
struct variant {
	char *name;
	char *path;
	bool stock;
	char *target;
	char *flavour;
	bool headers;
	struct strlist tests;
	struct regex **console;
	size_t nr_console;
	struct strlist budgets;
};

/**
 * variant_load - read the header of the file @path
 *
 * Return: 0 or a negative errno value (failure recorded, with file and line);
 * variant_free() has to be called in either case.
 */
int variant_load(const char *path, struct variant *v);

/** variant_free - release what is in @v */
void variant_free(struct variant *v);

/**
 * variant_check_tests - do the sources have every test that the variant names?
 * @sources: text of all tests
 *
 * Only a run shows which tests a machine has; this check finds typos before
 * anything is built. The cases of a program of the kernel's tree are not looked at:
 * they are in that tree.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int variant_check_tests(const struct variant *v, const struct strbuf *sources);

/**
 * enum busted_verdict - the outcome of a variant
 * @CAUGHT: all tests that should notice the mistake failed
 * @SURVIVED: a test did not notice the mistake
 * @BROKEN: there is no verdict: the variant was not built or booted, or the run
 *	is of another variant
 */
enum busted_verdict {
	CAUGHT,
	SURVIVED,
	BROKEN,
};

/**
 * variant_judge - did the tests notice the mistake?
 * @run: the results of the variant, from 'lazymmu test --json', or from
 *	'lazymmu bench --json' if the variant has budgets
 * @why: set to the tests that noticed the mistake, or to those that did not
 *
 * A test has noticed the mistake if it reported a failure. A test that never
 * ended does not count: if the machine should die, the header has to say so.
 */
enum busted_verdict variant_judge(const struct variant *v, const json_t *run,
			   struct strbuf *why);

/**
 * variant_judge_control - does the kernel without the mistake pass the same
 * tests?
 * @run: the results of the ported kernel on the same machine, in the same
 *	flavour
 * @why: set to the reason if it does not
 *
 * All tests must pass, and the tests that have to fail in @v must run.
 */
bool variant_judge_control(const struct variant *v, const json_t *run,
			   struct strbuf *why);

/** variant_caught_by - append the tests that have to notice the mistake to @out */
void variant_caught_by(const struct variant *v, struct strbuf *out);

#endif
