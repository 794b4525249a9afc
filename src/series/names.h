/* SPDX-License-Identifier: GPL-2.0-only */
/* The names of the series: stateful, and each NAME with a file series/cover.NAME. */
#ifndef LAZYMMU_SERIES_NAMES_H
#define LAZYMMU_SERIES_NAMES_H

#include <stdbool.h>

#include "util/strlist.h"

/* The series that a step belongs to if the step does not say. */
#define SERIES_STATEFUL	"stateful"

/**
 * names_load - find the names of all series
 * @out: the names are added, SERIES_STATEFUL first
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int names_load(struct strlist *out);

/**
 * names_need - check that there is a series
 * @name: its name, as given by the user
 *
 * Return: 0 or a negative errno value (failure recorded, with the list of names).
 */
int names_need(const char *name);

/**
 * names_join - a list of names: "stateful,fix-xen"
 *
 * Return: to be freed by the caller.
 */
char *names_join(const struct strlist *names);

/**
 * names_file - the path of a file that each series has of its own
 * @dir: its directory
 * @file: the name that the file has for SERIES_STATEFUL; for any other series,
 *	the name of the series follows, with a dot
 * @series: the series
 *
 * Return: to be freed by the caller.
 */
char *names_file(const char *dir, const char *file, const char *series);

/** names_is_main - is it the series that steps belong to if they do not say? */
bool names_is_main(const char *series);

#endif
