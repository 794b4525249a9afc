/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Targets that are tried one after the other: one that fails is reported, and the
 * others are tried all the same.
 */
#ifndef LAZYMMU_ATTEMPTS_H
#define LAZYMMU_ATTEMPTS_H

#include <stddef.h>

#include "build/target.h"
#include "util/fail.h"

/**
 * struct attempts - the targets
 * @targets: the targets
 * @n: their number
 * @failures: for each target why it failed, or empty
 */
struct attempts {
	const struct target *const *targets;
	size_t n;
	struct failure *failures;
};

/**
 * attempts_begin - none of the targets has failed yet
 * @a: to be released with attempts_free()
 * @targets: the targets; must stay valid
 * @n: their number
 */
void attempts_begin(struct attempts *a, const struct target *const *targets, size_t n);

/** attempts_free - release what is in @a */
void attempts_free(struct attempts *a);

/**
 * attempts_excuse - keep the failure of a target, and report it, to go on
 * @i: index of the target
 * @err: the failure, or 0
 *
 * Return: 0, or a negative errno value if the command was interrupted (failure
 * recorded).
 */
int attempts_excuse(struct attempts *a, size_t i, int err);

/** attempts_failed - the number of targets that failed */
size_t attempts_failed(const struct attempts *a);

/**
 * attempts_end - record the failure of the command if a target failed
 *
 * The exit status is that of the first of these targets.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int attempts_end(const struct attempts *a);

#endif
