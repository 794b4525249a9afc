/* SPDX-License-Identifier: GPL-2.0-only */
/* The message that a step does not fit the tree it is applied to. */
#ifndef LAZYMMU_MISFIT_H
#define LAZYMMU_MISFIT_H

/**
 * misfit - record that a step does not do to this tree what it has to
 * @step: its name
 * @fmt: what is wrong, as a sentence's end
 *
 * Return: a negative errno value.
 */
int misfit(const char *step, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
