/* SPDX-License-Identifier: GPL-2.0-only */
/* Checks that the command has not changed the tree "k". */
#ifndef LAZYMMU_TEST_UNCHANGED_H
#define LAZYMMU_TEST_UNCHANGED_H

/** sum_tree - a digest of everything in @dir below @top, except git's objects */
void sum_tree(const char *dir, char hex[65]);

/** assert_unchanged - check that the digest of "k" is still @before */
void assert_unchanged(const char *before);

/** assert_no_scratch - check that the command has left no scratch directory */
void assert_no_scratch(void);

/**
 * refuses - check that the command exits with @status, prints @part, and changes
 * nothing in "k"
 */
void refuses(const char *args, int status, const char *part);

#endif
