/* SPDX-License-Identifier: GPL-2.0-only */
/* What came of booting machines, for people, for scripts, for programs. */
#ifndef LAZYMMU_RESULT_H
#define LAZYMMU_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "util/fail.h"
#include "util/strlist.h"
#include "verdict/console.h"
#include "verdict/ktap.h"

/**
 * enum ending - how a boot ended
 * @ENDED_WELL: init said its last line and the machine went off
 * @ENDED_EARLY: the machine went off before that
 * @ENDED_SILENT: nothing came from it for too long
 * @ENDED_LATE: it ran out of time
 * @ENDED_FLOOD: it wrote more than anybody will read
 */
enum ending {
	ENDED_WELL,
	ENDED_EARLY,
	ENDED_SILENT,
	ENDED_LATE,
	ENDED_FLOOD,
};

/**
 * struct result - a boot and its tests
 * @target: the machine's name
 * @accelerator: "kvm" or "tcg"
 * @log_path: the whole console, with the host's time
 * @last_line: the last that came
 * @seconds: from start to end
 * @ending: how it ended
 * @lacking: what never came although it had to, as sentences
 * @ktap: the tests
 * @judge: the console
 */
struct result {
	char *target;
	char *accelerator;
	char *log_path;
	char *last_line;
	double seconds;
	enum ending ending;
	struct strlist lacking;
	struct ktap ktap;
	struct judge judge;
};

/** result_free - release what is in @r */
void result_free(struct result *r);

/** result_failed - failed tests and all else that counts as a failure */
size_t result_failed(const struct result *r);

/**
 * result_code - the exit status a boot asks for
 *
 * A panic or an oops comes before a hang, which often follows from it; both
 * come before failed tests.
 */
enum exit_code result_code(const struct result *r);

/** result_verdict - result_code() in a word */
const char *result_verdict(const struct result *r);

/**
 * result_print - what went wrong, with the lines that matter, then a summary
 * @to: where
 */
void result_print(const struct result *r, FILE *to);

/**
 * struct session - all boots of a command
 * @kernel: release
 * @commit: what it was built from
 * @flavour: of the kernels
 * @stock: not the ported kernel
 * @with: the semantic patch that was on top, or NULL
 * @v: the boots
 * @n: their number
 * @error: why there are not more, NULL if there should not be. It counts as a
 *	   failure: who reads only the last line must not take it for success
 * @error_code: the exit status it asks for
 */
struct session {
	const char *kernel;
	const char *commit;
	const char *flavour;
	bool stock;
	const char *with;
	struct result *v;
	size_t n;
	const char *error;
	enum exit_code error_code;
};

/** run_totals - passed and failed tests of all boots */
void run_totals(const struct session *run, size_t *passed, size_t *failed);

/** run_code - the exit status of all: the gravest */
enum exit_code run_code(const struct session *run);

/**
 * run_write_json - write everything to a file
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int run_write_json(const struct session *run, const char *path);

#endif
