/* SPDX-License-Identifier: GPL-2.0-only */
/* The argument of --json=FILE of the commands that run for long. */
#ifndef LAZYMMU_JSON_FILE_H
#define LAZYMMU_JSON_FILE_H

struct targets;

/**
 * json_file_need - check FILE before the work whose results it will hold
 * @path: FILE, or NULL
 * @ts: all targets; their names are refused, because 'test --json TARGET' was
 *	meant to test the target
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int json_file_need(const char *path, const struct targets *ts);

#endif
