/* SPDX-License-Identifier: GPL-2.0-only */
/* Keeping a ported tree ported: converting what came in since. */
#ifndef LAZYMMU_UPDATE_H
#define LAZYMMU_UPDATE_H

#include "series/misfit.h"
#include "series/series.h"
#include "tree/identity.h"
#include "tree/work.h"
#include "util/strlist.h"

/**
 * struct update - what an update is to do, and what it did
 * @since: the commit with the series as it was applied; what came after it is
 *	audited. NULL: it is not known, and everything is audited
 * @known: post-conditions of steps that do not hold in that commit either
 * @numstat: the files that were changed, as in struct step_result; none: there
 *	was nothing to convert, and no commit was made
 * @said: what the semantic patches have to say
 * @left: what could not be converted, a line each; there may be several lines
 *	about one place
 * @places: where that is, each place once
 */
struct update {
	const char *since;
	const struct misfits *known;
	struct strlist numstat;
	struct strlist said;
	struct strlist left;
	struct strlist places;
};

/**
 * update_convert - convert what came into a ported tree, and audit the result
 * @w: opened with work_open() on the ported tree; gets one commit
 * @s: the series
 * @who: the committer
 * @u: to be released with update_free(), also after a failure
 *
 * The semantic patches are those of series/update, and those of the steps whose
 * header says "again:". They are run on files that changed since the series was
 * applied, except those that it brings. What is left then is searched for by the
 * audit in these files, in the whole tree as far as sections without a state go
 * (series/stateless.h), and by the post-conditions of the steps.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int update_convert(struct work *w, const struct series *s,
		   const struct identity *who, struct update *u);

/** update_free - release the lists of @u */
void update_free(struct update *u);

#endif
