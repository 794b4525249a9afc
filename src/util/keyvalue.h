/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of "key = value" lines; "#" begins a comment line. */
#ifndef LAZYMMU_KEYVALUE_H
#define LAZYMMU_KEYVALUE_H

/**
 * keyvalue_read - read a file
 * @path: the file
 * @set: called for every pair, blanks trimmed; returns NULL, or the end of a
 *	 sentence that says what is wrong with the value ("is not a number")
 * @arg: first argument of @set
 *
 * Return: 0, or a negative errno value with the failure, its file and its line
 * recorded.
 */
int keyvalue_read(const char *path,
		  const char *(*set)(void *arg, const char *key,
				     const char *value),
		  void *arg);

#endif
