/* SPDX-License-Identifier: GPL-2.0-only */
/* The result of a boot as text. */
#ifndef LAZYMMU_RUN_TEXT_H
#define LAZYMMU_RUN_TEXT_H

#include <stdio.h>

#include "verdict/result.h"

/**
 * run_text_print - print the failures, with the lines that matter, and then a
 * summary in one line
 * @to: the output file; each line begins with "#"
 */
void run_text_print(const struct result *r, FILE *to);

#endif
