/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A step: one commit of the series, as a directory that holds its message, its
 * semantic patches (*.cocci) and its anchored edits.
 */
#ifndef LAZYMMU_STEP_H
#define LAZYMMU_STEP_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strlist.h"

struct edits;
struct misfit;
struct misfits;
struct regex;
struct removed;

/**
 * struct condition - a directive "Lazymmu-if: PATH[,PATH...] REGEX" or
 * "Lazymmu-unless: ..."
 * @paths: files of the kernel
 * @re: a line of one of the files must match
 * @unless: instead, no line of any of the files may match
 */
struct condition {
	struct strlist paths;
	struct regex *re;
	bool unless;
};

/**
 * struct cocci - a semantic patch and its header
 * @path: the file
 * @name: name of the file, without directory
 * @files: the patch is run on files with a line that matches
 * @in: ... and which one of these pathspecs names
 * @expect: lowest number of files that must change
 * @say: what to tell the user if a file changes, or NULL
 * @again: the patch also converts code that comes into a ported tree, in files that
 *	one of these pathspecs names; empty: it does not
 * @dialect: the patch is only for trees of this dialect; NULL: for all
 */
struct cocci {
	char *path;
	char *name;
	struct regex *files;
	struct strlist in;
	int expect;
	char *say;
	struct strlist again;
	char *dialect;
};

/**
 * struct step - one commit
 * @name: name of the directory
 * @dir: path of the directory
 * @subject: first line of the message
 * @message: the commit message without directives and without Signed-off-by
 * @series: the series that the step belongs to
 * @versions: kernel versions that the step is for; empty: all
 * @conditions: all must hold in the tree, else the step is skipped
 * @nr_conditions: number of conditions
 * @room: number of conditions for which there is memory
 * @stock: the step is also needed to test a stock kernel
 * @part: the part of the series that the step belongs to, and can be left out
 *	with; NULL: the step is always applied
 * @trial: not part of the series: the user tries it
 * @dialect: the dialect of the tree; what is for another one is left out. NULL:
 *	nothing is
 * @cocci: semantic patches, in order of application
 * @nr_first: number of semantic patches that come before @edits
 * @edits: the anchored edits, or NULL
 * @removed: what the edits of the series are known to remove; belongs to the
 *	series. NULL: that is not known of this step
 */
struct step {
	char *name;
	char *dir;
	char *subject;
	char *message;
	struct strlist series;
	struct strlist versions;
	struct condition *conditions;
	size_t nr_conditions;
	size_t room;
	bool stock;
	char *part;
	bool trial;
	const char *dialect;
	struct cocci *cocci;
	size_t nr_cocci;
	size_t nr_first;
	struct edits *edits;
	const struct removed *removed;
};

/**
 * step_load - read the step in directory @dir
 * @dialect: the dialect of the tree (versions_dialect_name()): what the step has
 *	for another one is left out; NULL: nothing is. The string is not copied
 * @out: set on success; to be released with step_free()
 *
 * Return: 0 or a negative errno value (failure recorded, with file and line).
 */
int step_load(const char *dir, const char *dialect, struct step *out);

/**
 * step_try - read the semantic patch or the step @path, to be put on top of the
 * series
 *
 * A semantic patch becomes a step of its own.
 *
 * @out: set on success; to be released with step_free()
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int step_try(const char *path, struct step *out);

/**
 * step_misfit - the step cannot change this tree as it has to
 * @to: collects the misfit; NULL: it is recorded as a failure
 * @m: as for misfit()
 * @fmt: what is wrong, as the end of a sentence
 *
 * Return: 1 if the misfit was collected, or a negative errno value.
 */
int step_misfit(const struct step *s, struct misfits *to, struct misfit *m,
		const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/** step_free - release what is in @s */
void step_free(struct step *s);

/**
 * step_use_series - prepare the step for one of its series
 * @series: the series; if the step has a file message.SERIES, its text becomes
 *	the commit message
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int step_use_series(struct step *s, const char *series);

/** step_is_for - is the step meant for kernel version @version ("6.12")? */
bool step_is_for(const struct step *s, const char *version);

#endif
