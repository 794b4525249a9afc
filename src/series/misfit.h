/* SPDX-License-Identifier: GPL-2.0-only */
/* Misfits: places of a tree that are not as a step needs them. */
#ifndef LAZYMMU_MISFIT_H
#define LAZYMMU_MISFIT_H

#include <stddef.h>

#include "util/strlist.h"

struct edit;
struct regex;

/**
 * enum misfit_kind - what is wrong with the place
 * @MISFIT_OTHER: anything else
 * @MISFIT_MISSING: no line matches, or there is no such file
 * @MISFIT_LEFT: a line matches that must not, or more than one does
 * @MISFIT_PATCH: a semantic patch finds too little to change
 */
enum misfit_kind { MISFIT_OTHER, MISFIT_MISSING, MISFIT_LEFT, MISFIT_PATCH };

/**
 * struct misfit - a misfit
 * @kind: what is wrong
 * @paths: the files that were looked at
 * @re: what was looked for; belongs to the series
 * @line: MISFIT_LEFT: a line that matches
 * @number: its number in the first of @paths; 0: not known
 * @cocci: MISFIT_PATCH: the path of the semantic patch
 * @edit: the edit that looked, or NULL; belongs to the series
 * @what: all of this for people, as the end of a sentence
 * @because: a consequence of what, in words; NULL: of nothing that is known
 */
struct misfit {
	enum misfit_kind kind;
	struct strlist paths;
	const struct regex *re;
	char *line;
	size_t number;
	char *cocci;
	const struct edit *edit;
	char *what;
	char *because;
};

/**
 * struct misfits - collects misfits, so that all of a tree can be listed
 * @v: the misfits
 * @n: number of misfits
 * @room: number of misfits for which there is memory
 */
struct misfits {
	struct misfit *v;
	size_t n;
	size_t room;
};

/**
 * misfit - a step cannot change this tree as it has to
 * @to: collects the misfit; NULL: it is recorded as a failure
 * @step: name of the step
 * @m: the misfit; what it owns is taken over, and it is empty afterwards. Its
 *	@what is set from @fmt. NULL: a misfit of another kind
 * @fmt: what is wrong, as the end of a sentence
 *
 * Return: 1 if the misfit was collected, or a negative errno value.
 */
int misfit(struct misfits *to, const char *step, struct misfit *m,
	   const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/** misfit_free - release what is in @m; it is empty afterwards */
void misfit_free(struct misfit *m);

/** misfits_free - release what is in @m */
void misfits_free(struct misfits *m);

#endif
