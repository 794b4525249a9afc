/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The names of the workloads, which are in the tables of their sources: those in
 * the kernel, and those of the guest's init.
 */
#ifndef LAZYMMU_WORKLOADS_H
#define LAZYMMU_WORKLOADS_H

#include "util/regex.h"
#include "util/strlist.h"

/**
 * workloads_load - read the names of all workloads
 * @out: the names are appended. A machine may lack some of them
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int workloads_load(struct strlist *out);

/**
 * workloads_need - check that a regular expression matches a workload
 * @only: the expression, as given by the user; NULL: all workloads are wanted
 *
 * Return: 0 or a negative errno value (failure recorded, with the list of names).
 */
int workloads_need(const struct regex *only);

/**
 * workloads_listed - the workloads that a regular expression lists, so that the
 * machines need not run others
 * @only: the expression, or NULL
 *
 * Return: the names with commas between them, to be freed by the caller, if @only
 * is a list of whole names, '^(a|b)$'; else NULL.
 */
char *workloads_listed(const struct regex *only);

#endif
