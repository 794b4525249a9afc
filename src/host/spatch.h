/* SPDX-License-Identifier: GPL-2.0-only */
/* Coccinelle, as a program. */
#ifndef LAZYMMU_HOST_SPATCH_H
#define LAZYMMU_HOST_SPATCH_H

struct strlist;

/**
 * struct spatch - a semantic patch and the files it is run on
 * @cocci: path of the semantic patch
 * @dir: the directory that @files are in; they are changed there
 * @scratch: a directory of the caller's, the parent of @dir, for other files
 * @files: paths below @dir, of any name that ends in .c or .h
 * @who: begins messages: "step 10-mm-first: ", or ""
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
 * Seconds of a wall clock for one file. The slowest file of Linux 6.12 takes a
 * few; ten machines that boot beside it make that ten times as much.
 */
#define SPATCH_SECONDS 300

/**
 * spatch_run - run a semantic patch on each file by itself
 *
 * spatch goes on with the next file, and exits with 0, where it runs out of
 * space, out of time or into an error of its own: those are failures here.
 *
 * Return: 0 or a negative errno value (failure recorded; on time-out with the
 * name of the file).
 */
int spatch_run(const struct spatch *s);

#endif
