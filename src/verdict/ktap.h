/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading KTAP (Documentation/dev-tools/ktap.rst) from the log of a kernel,
 * which prints other lines in between.
 *
 * The reader accepts all that the kernel's tools/testing/kunit/kunit_parser.py
 * accepts: version lines, plans and "# Subtest:" lines are optional below the
 * first version line, and a level may be indented by any number of blanks or
 * tabs. Everything that is out of order, or missing, counts as a failure.
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
 * @name: path of the test, "suite.case"; an error has a name like
 *	"suite.(plan)"
 * @status: how the test ended
 * @reason: for a skip, its reason; for a failure, the text after "#"; for an
 *	    error, what is wrong; "" otherwise
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
 * @name: name from "# Subtest:", "" without that line
 * @column: indentation of the level's lines
 * @headless: neither a version line nor "# Subtest:" began the level
 * @planned: number of tests in the plan, -1 without a plan
 * @seen: number of results
 * @failed: number of failures in this level and below, errors included
 * @first: number of results before the first result of this level
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
 * struct ktap - a stream that is being read
 * @results: tests that have ended, and errors
 * @n: number of results
 * @cap: number of results there is room for
 * @passed: number of tests that passed, including those that are not kept
 * @failed: number of tests that failed, plus @errors
 * @skipped: number of tests that were skipped
 * @errors: number of things that are wrong with the stream: plans that were not
 *	    fulfilled, results that never came, tests out of order, suites and
 *	    documents without tests
 * @missing: number of tests that were planned and never reported
 * @documents: number of documents
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

/** ktap_init - begin to read */
void ktap_init(struct ktap *k);

/**
 * ktap_line - read a line
 * @text: without time stamp (see console_text()). Another prefix, of the same
 *	  length on all lines, may stand before the text
 *
 * Return: is the line KTAP that should be shown?
 */
bool ktap_line(struct ktap *k, const char *text);

/**
 * ktap_end - the stream has ended
 *
 * Plans that were not fulfilled, and tests whose result did not come, become
 * errors.
 */
void ktap_end(struct ktap *k);

/** ktap_has - is there a result with the name @name, or a test below @name? */
bool ktap_has(const struct ktap *k, const char *name);

/** ktap_status_name - "pass", "fail" or "skip" */
const char *ktap_status_name(enum ktap_status status);

/** ktap_free - release the results */
void ktap_free(struct ktap *k);

#endif
