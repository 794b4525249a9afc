/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Locks between processes: one file each, which exists for this purpose and is
 * never removed while it is used. A lock ends with close() of its descriptor, or
 * with its process; children do not inherit it.
 */
#ifndef LAZYMMU_LOCK_H
#define LAZYMMU_LOCK_H

/**
 * lock_try - take the exclusive lock of @path if it is free
 *
 * Records no failure.
 *
 * Return: a descriptor, -EWOULDBLOCK if another process has the lock, or
 * another negative errno value.
 */
int lock_try(const char *path);

/**
 * lock_take - take the exclusive lock of @path, and wait for it if need be
 * @path: made with its directories if it does not exist
 * @holder: completes "waiting for another lazymmu that ..."; said before waiting
 *
 * Return: a descriptor or a negative errno value (failure recorded; -EINTR with
 * EXIT_INTERRUPTED if a signal ended the waiting).
 */
int lock_take(const char *path, const char *holder);

/**
 * lock_share - like lock_take(), but several processes may share the lock
 *
 * lock_take() of the same file waits for all of them, and they wait for it. The
 * same process must not do both: it would wait for itself.
 */
int lock_share(const char *path, const char *holder);

/**
 * lock_try_share - share the lock of @path unless a process has it for itself
 *
 * Return: as of lock_try().
 */
int lock_try_share(const char *path);

#endif
