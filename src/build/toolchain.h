/* SPDX-License-Identifier: GPL-2.0-only */
/* The programs that build a target, and their environment. */
#ifndef LAZYMMU_TOOLCHAIN_H
#define LAZYMMU_TOOLCHAIN_H

#include <stdbool.h>

#include "build/target.h"

/**
 * toolchain_keep - the variables of our environment that make and compilers get
 *
 * For @keep of struct proc. They get no other variable: LLVM=1, KCPPFLAGS or
 * CPATH of the user's shell would change the build without a sign.
 */
extern const char *const toolchain_keep[];

/**
 * toolchain_compiler - the name of a target's compiler
 *
 * Return: for example "aarch64-linux-gnu-gcc"; to be freed by the caller.
 */
char *toolchain_compiler(const struct target *t);

/**
 * toolchain_version - ask a target's compiler for its version
 * @version: set to the first line of the answer, to be freed by the caller
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int toolchain_version(const struct target *t, char **version);

/**
 * toolchain_need - check that the programs of a target are installed, before
 * long work begins
 * @t: the target
 * @boot: the target will be booted, so the emulator and a C library for the
 *	guest are needed as well
 *
 * Return: 0, or a negative errno value (failure recorded: what is missing).
 */
int toolchain_need(const struct target *t, bool boot);

#endif
