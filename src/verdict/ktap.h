/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KTAP (Documentation/dev-tools/ktap.rst) as it comes out of a kernel log,
 * with everything else a kernel says in between.
 */
#ifndef LAZYMMU_KTAP_H
#define LAZYMMU_KTAP_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strlist.h"

#define KTAP_DEPTH	6	/* levels of nesting */
#define KTAP_MAX	20000	/* results kept */
#define KTAP_DIAG_MAX	30	/* lines kept for a failure */
#define KTAP_DIAGS	20000	/* ... and for all of them */

/**
 * enum ktap_status - how a test ended
 */
enum ktap_status {
	KTAP_PASS,
	KTAP_FAIL,
	KTAP_SKIP,
};

/**
 * struct ktap_result - one test that has no tests below it
 * @name: its path, "suite.case"
 * @status: how it ended
 * @reason: of a skip, or of a failure that is not the test's own ("" else)
 * @diag: what was printed before a failure, as far as it was kept
 */
struct ktap_result {
	char *name;
	enum ktap_status status;
	char *reason;
	struct strlist diag;
};

/**
 * struct ktap_level - a document, or one nested in a test
 * @name: from "# Subtest:", "" if none came
 * @open: a version line came and the result of the test it belongs to did not
 * @planned: from the plan, -1 if none came
 * @seen: results
 * @failed: results below that failed
 */
struct ktap_level {
	char name[128];
	bool open;
	long planned;
	long seen;
	long failed;
};

/**
 * struct ktap - a stream being read
 * @results: what has ended
 * @n: their number
 * @passed: of all, also of those not kept
 * @failed: of all
 * @skipped: of all
 * @missing: tests that were planned and never reported
 * @documents: documents begun
 *
 * The other members are private.
 */
struct ktap {
	struct ktap_result *results;
	size_t n;
	size_t passed;
	size_t failed;
	size_t skipped;
	size_t missing;
	size_t documents;
	struct ktap_level level[KTAP_DEPTH + 1];
	struct strlist diag;
	size_t diags;
};

/** ktap_init - begin */
void ktap_init(struct ktap *k);

/**
 * ktap_line - read a line
 * @text: without time stamp (see console_text())
 *
 * Return: whether it is KTAP (worth showing), not noise.
 */
bool ktap_line(struct ktap *k, const char *text);

/**
 * ktap_end - nothing will come
 *
 * Plans that were not fulfilled become failed results.
 */
void ktap_end(struct ktap *k);

/** ktap_has - is there a result with this name, or below this name? */
bool ktap_has(const struct ktap *k, const char *name);

/** ktap_status_name - "pass", "fail" or "skip" */
const char *ktap_status_name(enum ktap_status status);

/** ktap_free - release the results */
void ktap_free(struct ktap *k);

#endif
