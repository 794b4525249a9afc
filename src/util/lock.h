/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Locks between processes: each is a file that exists for this purpose only and
 * is never removed while a process uses it. A lock ends when its descriptor is
 * closed or its process ends; children do not inherit it.
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
 * lock_take - take the exclusive lock of @path; wait if another process has it
 * @path: made with its directories if it does not exist
 * @holder: completes the note "waiting for another lazymmu that ..."
 *
 * Return: a descriptor or a negative errno value (failure recorded; -EINTR with
 * EXIT_INTERRUPTED if a signal ended the waiting).
 */
int lock_take(const char *path, const char *holder);

/**
 * lock_share - like lock_take(), but several processes may share the lock
 *
 * lock_take() of the same file waits for all shared locks, and lock_share()
 * waits for an exclusive lock. One process must not take both: it would wait
 * for itself.
 */
int lock_share(const char *path, const char *holder);

/**
 * lock_try_share - share the lock of @path unless a process has the exclusive
 * lock
 *
 * Return: as of lock_try().
 */
int lock_try_share(const char *path);

#endif
