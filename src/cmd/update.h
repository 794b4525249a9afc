/* SPDX-License-Identifier: GPL-2.0-only */
/* lazymmu apply --update */
#ifndef LAZYMMU_CMD_UPDATE_H
#define LAZYMMU_CMD_UPDATE_H

#include <stdbool.h>

#include "util/strlist.h"

/**
 * struct update_options - what the user wants
 * @tree: path of the ported tree
 * @series: the series that the tree has, as the user says, or NULL
 * @branch: the branch to make, or NULL
 * @dry_run: make no branch
 * @without: parts of the series to leave out; none: those that the tree lacks
 */
struct update_options {
	const char *tree;
	const char *series;
	const char *branch;
	bool dry_run;
	const struct strlist *without;
};

/**
 * update_tree - bring a ported tree up to date, and say what was done
 *
 * If the tree has the series as it is now, what came in since is converted; only
 * the series stateful has something to convert. If the tree has an older version of
 * its series, the present one is applied to the commit that the older
 * one started from.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int update_tree(const struct update_options *o);

#endif
