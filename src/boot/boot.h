/* SPDX-License-Identifier: GPL-2.0-only */
/* Booting a machine and following its console to the end. */
#ifndef LAZYMMU_BOOT_H
#define LAZYMMU_BOOT_H

#include <stdio.h>

#include "boot/machine.h"
#include "verdict/console.h"
#include "verdict/result.h"

/**
 * struct follow - a console being followed
 * @t: the machine
 * @prefix: printed before each line of KTAP, "" for nothing
 * @out: where KTAP goes as it comes, or NULL
 * @log: where all lines go, with the time since @started, or NULL
 * @r: where the results go
 * @suites: KUnit suites that must be reported; NULL: none
 * @line: called for each line; tests are not expected then. May be NULL
 * @arg: first argument of @line
 *
 * The other members are private; follow_init() makes them.
 */
struct follow {
	const struct target *t;
	const char *prefix;
	FILE *out;
	FILE *log;
	struct result *r;
	const struct strlist *suites;
	void (*line)(void *arg, const char *text);
	void *arg;
	struct console console;
	struct regex *expect;
	double started;
	double last_output;
	double off_at;
	double dead_at;
	double last_test;
	bool expected_seen;
	bool done;
	bool flood;
	unsigned long long bytes;
	char tail[64];
};

/**
 * follow_init - begin; the members that are not private are set
 * @benign: the allow-list, or NULL; stays valid
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int follow_init(struct follow *f, const struct benign_list *benign);

/** follow_bytes - more has come */
void follow_bytes(struct follow *f, const void *bytes, size_t len);

/**
 * follow_end - nothing will come
 * @ending: ENDED_WELL: the machine went off by itself
 *
 * What is lacking becomes part of the result; memory is released.
 */
void follow_end(struct follow *f, enum ending ending);

/**
 * struct boot_options - how long, and where to
 * @timeout_s: seconds for all
 * @silence_s: seconds without a byte from the console that make a hang
 * @benign: allow-list
 * @prefix: as in struct follow
 * @log_path: the console's log
 * @suites: as in struct follow
 * @line: as in struct follow
 * @arg: as in struct follow
 */
struct boot_options {
	int timeout_s;
	int silence_s;
	const struct benign_list *benign;
	const char *prefix;
	const char *log_path;
	const struct strlist *suites;
	void (*line)(void *arg, const char *text);
	void *arg;
};

/**
 * boot_run - start a machine and follow it
 * @r: the result; to be released with result_free() if 0 is returned
 *
 * Return: 0 however bad the result, or a negative errno value with the failure
 * recorded if there is none: QEMU is at fault, or we.
 */
int boot_run(const struct machine *m, const struct boot_options *o,
	     struct result *r);

#endif
