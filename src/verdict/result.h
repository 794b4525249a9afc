/* SPDX-License-Identifier: GPL-2.0-only */
/* The result of a boot: its tests, its console, its end, and the exit status. */
#ifndef LAZYMMU_RESULT_H
#define LAZYMMU_RESULT_H

#include <stdbool.h>
#include <stddef.h>

#include "util/fail.h"
#include "util/strlist.h"
#include "verdict/judge.h"
#include "verdict/ktap.h"

/**
 * enum ending - how a boot ended
 * @ENDED_WELL: init printed its last line and the machine switched itself off
 * @ENDED_EARLY: the machine went off before init's last line
 * @ENDED_SILENT: the console was silent for too long
 * @ENDED_LATE: the machine ran out of time
 * @ENDED_FLOOD: the console is longer than the limit for reading it
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
 * @emulator: name and version of the emulator, "" if not known
 * @hypervisor: version of the hypervisor's package; NULL: there is no
 *	hypervisor
 * @log_path: file with the whole console, with the host's time on each line
 * @last_line: the last line of the console, NULL without one
 * @seconds: from start to end
 * @ending: how the boot ended
 * @lacking: a sentence for each thing that was expected and is missing
 * @ktap: the results of the tests
 * @judge: the verdict on the console
 */
struct result {
	char *target;
	char *accelerator;
	char *emulator;
	char *hypervisor;
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

/** result_failed - number of failed tests and of all other failures */
size_t result_failed(const struct result *r);

/**
 * result_code - the exit status a boot asks for
 *
 * A panic or an oops decides before a hang, which often follows from it; both
 * decide before failed tests.
 */
enum exit_code result_code(const struct result *r);

/** result_verdict - the meaning of result_code(), in a word */
const char *result_verdict(const struct result *r);

/** result_incidents - number of incidents on the console */
size_t result_incidents(const struct result *r);

/**
 * result_ending_counts - does the way the boot ended count as a failure?
 *
 * An early end counts only if the console does not give a reason for it.
 */
bool result_ending_counts(const struct result *r);

/** result_ending - how the boot ended, as a sentence */
const char *result_ending(const struct result *r);

#endif
