/* SPDX-License-Identifier: GPL-2.0-only */
/* Coccinelle, as a program. */
#ifndef LAZYMMU_HOST_SPATCH_H
#define LAZYMMU_HOST_SPATCH_H

struct strlist;

/**
 * struct spatch - a semantic patch and the files that it changes
 * @cocci: path of the semantic patch
 * @dir: the directory that holds @files; spatch changes them there
 * @scratch: the parent directory of @dir, where other files can be written
 * @files: paths below @dir; names may hold any character, and end in .c or .h
 * @who: the beginning of messages: "step 10-mm-first: ", or ""
 * @seconds: how long one file may take; 0: $LAZYMMU_SPATCH_SECONDS, else
 *	SPATCH_SECONDS
 */
struct spatch {
	const char *cocci;
	const char *dir;
	const char *scratch;
	const struct strlist *files;
	const char *who;
	int seconds;
};

/*
 * Seconds of wall time for one file. The slowest file of Linux 6.12 takes a few
 * seconds, and ten times as long while ten machines boot at the same time.
 */
#define SPATCH_SECONDS 300

/**
 * spatch_seconds - how long spatch may take for one file
 *
 * Called before the work begins, it finds a wrong $LAZYMMU_SPATCH_SECONDS.
 *
 * Return: the seconds, or a negative errno value if the variable holds no number
 * (failure recorded).
 */
int spatch_seconds(void);

/**
 * spatch_run - run a semantic patch on each file by itself
 *
 * After running out of space or time, or after an internal error, spatch
 * continues with the next file and exits with 0. spatch_run() reports each of
 * these as a failure. What it made of a file is kept in the cache, so the same
 * file is not given to spatch again: see host/spatched.h.
 *
 * Return: 0 or a negative errno value (failure recorded; on time-out with the
 * name of the file).
 */
int spatch_run(const struct spatch *s);

/**
 * spatch_report - let a semantic patch report on each file by itself
 * @s: a semantic patch that changes nothing, and has a mode "report"
 * @report: its messages are appended, a line each: "FILE:LINE:COLUMN-COLUMN: ..."
 *
 * Return: as of spatch_run().
 */
int spatch_report(const struct spatch *s, struct strlist *report);

/**
 * spatch_parse - can spatch read a semantic patch?
 * @cocci: path of the semantic patch
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int spatch_parse(const char *cocci);

#endif
