/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Following a machine's console while it grows: its lines go to the log, to the
 * judge and to the reader of test results, and the end of all that becomes the
 * result of a boot.
 */
#ifndef LAZYMMU_FOLLOW_H
#define LAZYMMU_FOLLOW_H

#include <stdbool.h>
#include <stdio.h>

#include "build/target.h"
#include "util/regex.h"
#include "util/strlist.h"
#include "verdict/console.h"
#include "verdict/result.h"

/**
 * struct follow - a console being followed
 * @t: the machine
 * @prefix: printed before each line of KTAP, "" for nothing
 * @out: KTAP is printed here as it comes, or NULL
 * @log: all lines are written here, each with the time since the start; or NULL
 * @r: the result that is made
 * @suites: KUnit suites that must be reported; NULL: none
 * @line: called for each line; no test is expected then. May be NULL
 * @arg: first argument of @line
 *
 * The caller sets the members down to @arg. Those that follow are set by
 * follow_init(); the caller may read them:
 * @started: when the machine was started, on clock_wall()
 * @last_output: when the last byte came
 * @last_test: when the last line of KTAP came, 0 before the first
 * @off_at: when the machine said that it goes off, 0 if it did not
 * @dead_at: when the kernel said that it is dying, 0 if it did not
 * @flood: there is more output than anybody will read
 *
 * The rest is private.
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

	double started;
	double last_output;
	double last_test;
	double off_at;
	double dead_at;
	bool flood;

	struct console console;
	struct regex *expect;
	bool expected_seen;
	bool done;
	unsigned long long failed_workloads;
	unsigned long long bytes;
	char tail[64];
};

/**
 * follow_init - begin
 * @f: with the caller's members set
 * @benign: the allow-list, or NULL; stays valid
 *
 * Return: 0, or a negative errno value with the failure recorded; nothing needs
 * to be released then but the result.
 */
int follow_init(struct follow *f, const struct benign_list *benign);

/** follow_bytes - more bytes have come from the console */
void follow_bytes(struct follow *f, const void *bytes, size_t len);

/**
 * follow_end - the console has ended
 * @ending: how; ENDED_WELL: the machine went off by itself
 *
 * Whatever had to come and did not becomes part of the result. Releases what
 * follow_init() made.
 */
void follow_end(struct follow *f, enum ending ending);

#endif
