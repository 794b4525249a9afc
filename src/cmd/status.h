/* SPDX-License-Identifier: GPL-2.0-only */
/* The exit statuses, at the end of each command's --help. */
#ifndef LAZYMMU_STATUS_H
#define LAZYMMU_STATUS_H

/**
 * status_help - append the exit statuses to the help text: a help_filter of argp
 */
char *status_help(int key, const char *text, void *input);

#endif
