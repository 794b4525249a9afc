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
 * struct make - the directories and the arguments of make
 * @target: the target
 * @name: "x86_64-debug", for progress and messages
 * @srcdir: the source directory
 * @outdir: the output directory
 * @variant: name of the variant, "ported", with which the kernel's release ends
 * @cflags: more arguments for the compiler, "" for none
 * @jobs: most programs that make runs at the same time
 *
 * make gets the variables in toolchain_keep and those on its command line, and
 * nothing else of our environment.
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
 * @goals: the goals
 * @log_path: file to which make's output is written
 * @expected: number of objects to compile, about; for the progress
 * @log: set to the findings in the output; to be released with makelog_free(),
 *	 also after a failure
 *
 * Return: the exit status as of proc_run(), or a negative errno value (failure
 * recorded). A log that cannot be written is a failure.
 */
int make_goals(const struct make *m, const struct strlist *goals,
	       const char *log_path, size_t expected, struct makelog *log);

#endif
