/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Following a machine's console while it grows: its lines go to the log, to the
 * judge and to the reader of test results. At the end these give the result of
 * the boot.
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
 * struct follow - a console that is being followed
 * @t: the machine
 * @prefix: printed before each line of KTAP; may be ""
 * @out: KTAP is printed here as it comes, or NULL
 * @log: all lines are written here, with the time since the start; or NULL
 * @r: the result
 * @suites: KUnit suites that must be reported; NULL: none
 * @expect_text: a regular expression that one line must match; NULL: that of the
 *	target
 * @line: called for each line; with it, no tests are expected. May be NULL
 * @arg: first argument of @line
 *
 * The caller sets the members down to @arg. follow_init() sets the next
 * members, which the caller may read:
 * @started: when the machine was started, on clock_wall()
 * @last_output: when the last byte arrived
 * @last_test: when the last line of KTAP arrived, 0 before the first
 * @off_at: when the machine announced that it switches off, or 0
 * @dead_at: when the kernel reported an oops or a panic, or 0
 * @flood: the console is longer than the limit
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
	const char *expect_text;
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
 * follow_init - begin to follow a console
 * @f: with the caller's members set
 * @benign: the allow-list, or NULL; must stay valid
 *
 * Return: 0, or a negative errno value with the failure recorded; then only the
 * result needs to be released.
 */
int follow_init(struct follow *f, const struct benign_list *benign);

/** follow_bytes - take more bytes of the console */
void follow_bytes(struct follow *f, const void *bytes, size_t len);

/**
 * follow_end - end following, and complete the result
 * @ending: how the boot ended; ENDED_WELL: the machine switched off by itself
 *
 * Everything that was expected and is missing becomes part of the result.
 * Releases what follow_init() made.
 */
void follow_end(struct follow *f, enum ending ending);

#endif
