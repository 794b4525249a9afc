/* SPDX-License-Identifier: GPL-2.0-only */
/* The configuration of a build: reading the fragments, and running make with them. */
#ifndef LAZYMMU_CONFIGURE_H
#define LAZYMMU_CONFIGURE_H

#include "build/kconfig.h"
#include "build/make.h"
#include "build/target.h"
#include "tree/kernel.h"

/**
 * configure_collect - read the fragments of a target and a flavour
 * @t: the target
 * @flavour: the flavour: targets/FLAVOUR.config
 * @wanted: the symbols are added; to be released by the caller, also after a
 *	failure
 * @cflags: set to the compiler arguments of the flavour, "" for none; to be
 *	    freed by the caller
 * @hash: set to the SHA-256 of the symbols and the arguments
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int configure_collect(const struct target *t, const char *flavour,
		      struct kconfig *wanted, char **cflags, char hash[65]);

/**
 * configure_run - configure the output directory, and check that every symbol
 * has its value
 * @m: how to run make
 * @wanted: the symbols
 * @k: the kernel
 * @partial: NULL, or a commit in the middle of the series: symbols that this
 *	     commit does not define are excused
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int configure_run(const struct make *m, const struct kconfig *wanted,
		  const struct kernel *k, const char *partial);

#endif
