/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Removing old trees from a repository of prepared trees. Each edit of the
 * series gives a new tree with its own reference; trees that have not been used
 * for long are removed.
 */
#ifndef LAZYMMU_EXPIRE_H
#define LAZYMMU_EXPIRE_H

#include "host/git.h"

/** EXPIRE_DAYS - days without a use after which a tree may be removed */
#define EXPIRE_DAYS 60

/**
 * expire_use - record that the tree of @ref is used now
 *
 * The time of the last use is that of the reference's file. A reference that
 * git has packed has no file, and never expires.
 */
void expire_use(const struct git *g, const char *ref);

/**
 * expire_old - remove the trees that were not used for EXPIRE_DAYS
 * @g: the repository; the caller has store_lock()
 *
 * A failure is only noted, as it does not affect the trees in use.
 */
void expire_old(const struct git *g);

#endif
