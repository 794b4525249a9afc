/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Directories of the user alone: no other user can read them or put anything
 * into them, so their content can be trusted.
 */
#ifndef LAZYMMU_PRIVATE_H
#define LAZYMMU_PRIVATE_H

/**
 * private_dir - make a directory with mode 0700, or check that it has this mode
 * @path: the directory; its parents exist
 * @name: what the directory is to the user, for messages
 *
 * A directory that others can only read is closed to them. A directory that
 * belongs to another user, or that others can write to, is refused, because its
 * content may come from another user.
 *
 * Return: 1 if others could read the directory until now, else 0, or a negative
 * errno value (failure recorded).
 */
int private_dir(const char *path, const char *name);

#endif
