/* SPDX-License-Identifier: GPL-2.0-only */
/* The results of tests as JSON. */
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
 * run_json_read - read the outcome of a target from the result of its boot
 * @text: text from run_json_result(), perhaps of another process
 * @o: the outcome, with its target set; numbers, exit status and report are
 *	read from @text
 *
 * Records no failure.
 *
 * Return: 0, or -EINVAL if @text is not a complete result of that target; then
 * nothing is set.
 */
int run_json_read(const char *text, struct outcome *o);

/**
 * run_json_write - write all results to the file @path
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int run_json_write(const struct session *s, const char *path);

#endif
