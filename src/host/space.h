/* SPDX-License-Identifier: GPL-2.0-only */
/* Disk space: how much is left, and whether a program failed for lack of it. */
#ifndef LAZYMMU_SPACE_H
#define LAZYMMU_SPACE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * space_check - is there enough space in the cache for the next work?
 * @path: where
 * @bytes: how much is needed
 * @what: for the message: "a build"
 *
 * Return: 0, -ENOSPC, or another negative errno value (failure recorded).
 */
int space_check(const char *path, uint64_t bytes, const char *what);

/**
 * space_need - like space_check(), for a place outside of the cache
 * @path: where
 * @bytes: how much is needed
 * @what: for the message
 * @advice: what the user can do if there is not enough
 *
 * Return: 0, -ENOSPC, or another negative errno value (failure recorded).
 */
int space_need(const char *path, uint64_t bytes, const char *what,
	       const char *advice);

/**
 * space_blamed - does this message of a program say that the disk is full?
 * @message: English text; programs that proc_run() runs write English
 */
bool space_blamed(const char *message);

/**
 * space_is_out - is the file system of @path as good as full?
 * @path: a path; NULL, or a path that does not exist, counts as not full
 *
 * Some programs do not say why they cannot write.
 */
bool space_is_out(const char *path);

#endif
