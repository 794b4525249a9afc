/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Orphans: processes that a dead child of ours has left. The kernel gives them
 * to us instead of to init, so that they can be killed.
 */
#ifndef LAZYMMU_ORPHANS_H
#define LAZYMMU_ORPHANS_H

#include <stddef.h>
#include <sys/types.h>

/**
 * struct orphans - which children are no orphans; private
 * @spared: the children that are not to be killed
 */
struct orphans {
	pid_t *spared;
	size_t n;
	size_t cap;
	int before;
};

/**
 * orphans_adopt - from now on, get the orphans of our children
 * @o: zeroed; released by orphans_release()
 *
 * All children that we have now are spared.
 */
void orphans_adopt(struct orphans *o);

/** orphans_spare - spare the child @pid, too */
void orphans_spare(struct orphans *o, pid_t pid);

/** orphans_forget - the spared child @pid has ended */
void orphans_forget(struct orphans *o, pid_t pid);

/**
 * orphans_kill - kill all children that are not spared, and all that they have
 * started
 *
 * When orphans_kill() returns, these processes are gone, except those that we
 * are not allowed to kill.
 */
void orphans_kill(struct orphans *o);

/** orphans_release - undo orphans_adopt(); orphans that are left stay ours */
void orphans_release(struct orphans *o);

#endif
