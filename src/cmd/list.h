/* SPDX-License-Identifier: GPL-2.0-only */
/* The options of the commands that list something: --json, and no arguments. */
#ifndef LAZYMMU_CMD_LIST_H
#define LAZYMMU_CMD_LIST_H

#include <argp.h>

/*
 * The parser, a child of the command's own parser; its input is a bool: print
 * JSON.
 */
extern const struct argp list_argp;

#endif
