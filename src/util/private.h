/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Directories that are the user's alone: nobody else can read them or put
 * anything into them, so what is found there can be trusted.
 */
#ifndef LAZYMMU_PRIVATE_H
#define LAZYMMU_PRIVATE_H

/**
 * private_dir - make a directory with mode 0700, or see that it is such a one
 * @path: the directory; its parents exist
 * @name: what the directory is to the user, for messages
 *
 * A directory that others can only read is closed to them. A directory that
 * belongs to somebody else, or that others can write to, is refused: somebody
 * else may have put into it what is there.
 *
 * Return: 1 if it was open to others until now, else 0, or a negative errno
 * value (failure recorded).
 */
int private_dir(const char *path, const char *name);

#endif
