/* SPDX-License-Identifier: GPL-2.0-only */
/* Booting a machine and following its console to the end. */
#ifndef LAZYMMU_BOOT_H
#define LAZYMMU_BOOT_H

#include "boot/machine.h"
#include "util/strlist.h"
#include "verdict/benign.h"
#include "verdict/result.h"

/**
 * struct boot_options - how a machine is booted
 * @timeout_s: seconds that the boot may take
 * @silence_s: seconds without a byte from the console after which the machine
 *	counts as hanging
 * @benign: the allow-list for the console
 * @prefix: printed before each line of KTAP; may be ""
 * @log_path: file to which the console is written
 * @suites: KUnit suites that must be reported; NULL: none
 * @expect: a regular expression that a line of the console must match; NULL: that
 *	of the target
 * @line: called for each line of the console; with it, no tests are expected.
 *	  May be NULL
 * @arg: first argument of @line
 */
struct boot_options {
	int timeout_s;
	int silence_s;
	const struct benign_list *benign;
	const char *prefix;
	const char *log_path;
	const struct strlist *suites;
	const char *expect;
	void (*line)(void *arg, const char *text);
	void *arg;
};

/**
 * boot_run - start a machine and follow it
 * @m: the machine
 * @o: how to boot it
 * @r: the result; to be released with result_free() if 0 is returned
 *
 * KTAP is printed to standard output as it comes.
 *
 * Return: 0 if the machine ran, whatever its result; or a negative errno value
 * with the failure recorded: the emulator failed, or the console could not be
 * read or written.
 */
int boot_run(const struct machine *m, const struct boot_options *o,
	     struct result *r);

#endif
