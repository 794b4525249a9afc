/* SPDX-License-Identifier: GPL-2.0-only */
/* The results of a session, for programs. */
#ifndef LAZYMMU_RUN_JSON_H
#define LAZYMMU_RUN_JSON_H

#include "verdict/session.h"

/**
 * run_json_write - write everything to the file @path
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int run_json_write(const struct session *s, const char *path);

#endif
