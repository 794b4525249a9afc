/* SPDX-License-Identifier: GPL-2.0-only */
/* The suites of Debian in which all releases of a kernel version are looked for. */
#ifndef LAZYMMU_SUITES_H
#define LAZYMMU_SUITES_H

struct strlist;

/** SUITES_FILE - the file in versions/ that names the suites */
#define SUITES_FILE "suites"

/**
 * suites_load - read the names of the suites
 * @suites: the names are added, in the order of the file
 *
 * Return: 0 or a negative errno value (failure recorded, with file and line where
 * there is one).
 */
int suites_load(struct strlist *suites);

#endif
