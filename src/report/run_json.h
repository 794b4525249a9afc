/* SPDX-License-Identifier: GPL-2.0-only */
/* Results for programs: as JSON. */
#ifndef LAZYMMU_RUN_JSON_H
#define LAZYMMU_RUN_JSON_H

#include "verdict/result.h"
#include "verdict/session.h"

/**
 * run_json_result - the result of one boot as a JSON object
 *
 * Return: its text, to be freed by the caller.
 */
char *run_json_result(const struct result *r);

/**
 * run_json_read - take the outcome of a target from the result of its boot
 * @text: of run_json_result(), perhaps of another process
 * @o: its target is set; numbers, exit status and report are taken from @text
 *
 * Records no failure.
 *
 * Return: 0, or -EINVAL if @text is no whole result of that target; nothing is
 * set then.
 */
int run_json_read(const char *text, struct outcome *o);

/**
 * run_json_write - write everything to the file @path
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int run_json_write(const struct session *s, const char *path);

#endif
