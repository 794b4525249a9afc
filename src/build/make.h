/* SPDX-License-Identifier: GPL-2.0-only */
/* Running the kernel's make. */
#ifndef LAZYMMU_MAKE_H
#define LAZYMMU_MAKE_H

#include <stddef.h>

#include "build/makelog.h"
#include "build/target.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/**
 * struct make - where and for what make runs
 * @target: the target
 * @name: "x86_64-debug", for progress and messages
 * @srcdir: the source directory
 * @outdir: the output directory
 * @variant: "ported"; the release of the kernel ends with it
 * @cflags: further arguments of the compiler, "" for none
 * @jobs: how many programs make runs at the same time
 *
 * make gets the variables of toolchain_keep and what is named on its command
 * line, and nothing else of our environment.
 */
struct make {
	const struct target *target;
	const char *name;
	const char *srcdir;
	const char *outdir;
	const char *variant;
	const char *cflags;
	int jobs;
};

/**
 * make_config - run 'make allnoconfig'
 * @wanted: path of the file with the symbols that are wanted
 * @said: the output of make is appended
 *
 * Return: the exit status as of proc_run(), or a negative errno value (failure
 * recorded).
 */
int make_config(const struct make *m, const char *wanted, struct strbuf *said);

/**
 * make_goals - run make, showing progress on stderr
 * @goals: what to make
 * @log_path: its output is written to this file
 * @expected: how many objects it will compile, about; for the progress
 * @log: gets what was found in the output; to be released by the caller, with
 *	 makelog_free(), in any case
 *
 * Return: the exit status as of proc_run(), or a negative errno value (failure
 * recorded). A log that cannot be written is a failure.
 */
int make_goals(const struct make *m, const struct strlist *goals,
	       const char *log_path, size_t expected, struct makelog *log);

#endif
