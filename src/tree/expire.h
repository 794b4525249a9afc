/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Old trees in a repository of prepared trees. Each edit of the series gives a
 * new tree with a reference of its own; those that nobody uses any more go.
 */
#ifndef LAZYMMU_EXPIRE_H
#define LAZYMMU_EXPIRE_H

#include "host/git.h"

/** EXPIRE_DAYS - a tree that was not used for so long may be removed */
#define EXPIRE_DAYS 60

/**
 * expire_use - remember that the tree of @ref was used now
 *
 * The time is that of the file of the reference. A reference without a file of
 * its own, in a repository that somebody has packed, is never old.
 */
void expire_use(const struct git *g, const char *ref);

/**
 * expire_old - remove the trees that were not used for EXPIRE_DAYS
 * @g: the repository; the caller has store_lock()
 *
 * A failure is only noted: the trees that are in use are not concerned.
 */
void expire_old(const struct git *g);

#endif
