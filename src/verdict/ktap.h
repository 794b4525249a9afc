/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KTAP (Documentation/dev-tools/ktap.rst) in the log of a kernel, which prints
 * other lines in between.
 *
 * The reader takes all that the kernel's tools/testing/kunit/kunit_parser.py
 * takes: version lines, plans and "# Subtest:" lines are optional below the first
 * version line, and a level may be indented by any number of blanks or tabs.
 * Everything that is out of order counts as a failure.
 */
#ifndef LAZYMMU_KTAP_H
#define LAZYMMU_KTAP_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strlist.h"

#define KTAP_DEPTH	8	/* levels of nesting, with the document itself */
#define KTAP_MAX	20000	/* results kept */
#define KTAP_DIAG_MAX	30	/* lines kept for a failure */
#define KTAP_DIAGS	20000	/* lines kept for all failures */

/**
 * enum ktap_status - how a test ended
 */
enum ktap_status {
	KTAP_PASS,
	KTAP_FAIL,
	KTAP_SKIP,
};

/**
 * struct ktap_result - a test that has no tests below it, or an error
 * @name: its path, "suite.case"; of an error also "suite.(plan)" and the like
 * @status: how it ended
 * @reason: of a skip; of a failure, what its line says behind "#"; of an error,
 *	    what is wrong; "" otherwise
 * @diag: lines that were printed before a failure; kept for the first failures
 *	  only
 */
struct ktap_result {
	char *name;
	enum ktap_status status;
	char *reason;
	struct strlist diag;
};

/**
 * struct ktap_level - a document, or the tests below a test
 * @name: from "# Subtest:", "" if none came
 * @column: indentation of its lines
 * @headless: neither a version line nor "# Subtest:" began it
 * @planned: from the plan, -1 if none came
 * @seen: results
 * @failed: results and errors in it, and below, that are failures
 * @first: number of results before the first of its own
 */
struct ktap_level {
	char name[128];
	size_t column;
	bool headless;
	long planned;
	long seen;
	long failed;
	size_t first;
};

/**
 * struct ktap - a stream being read
 * @results: tests that have ended, and errors
 * @n: their number
 * @cap: number of results there is room for
 * @passed: number of tests that passed, with those not kept
 * @failed: number of tests that failed, and of @errors
 * @skipped: number of tests that were skipped
 * @errors: number of things that are wrong with the stream: plans that were not
 *	    fulfilled, results that never came, tests out of order, suites and
 *	    documents without tests
 * @missing: tests that were planned and never reported
 * @documents: documents begun
 *
 * The other members are private.
 */
struct ktap {
	struct ktap_result *results;
	size_t n;
	size_t cap;
	size_t passed;
	size_t failed;
	size_t skipped;
	size_t errors;
	size_t missing;
	size_t documents;
	struct ktap_level level[KTAP_DEPTH];
	int depth;
	size_t prefix;
	struct strlist diag;
	size_t diags;
};

/** ktap_init - begin */
void ktap_init(struct ktap *k);

/**
 * ktap_line - read a line
 * @text: without time stamp (see console_text()). Another prefix, the same
 *	  number of bytes on all lines, may be before it
 *
 * Return: is it KTAP, and worth showing?
 */
bool ktap_line(struct ktap *k, const char *text);

/**
 * ktap_end - the stream has ended
 *
 * Plans that were not fulfilled, and tests whose result did not come, become
 * errors.
 */
void ktap_end(struct ktap *k);

/** ktap_has - is there a result with this name, or below this name? */
bool ktap_has(const struct ktap *k, const char *name);

/** ktap_status_name - "pass", "fail" or "skip" */
const char *ktap_status_name(enum ktap_status status);

/** ktap_free - release the results */
void ktap_free(struct ktap *k);

#endif
