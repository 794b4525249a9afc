/* SPDX-License-Identifier: GPL-2.0-only */
/* The message for a step that does not fit the tree. */
#ifndef LAZYMMU_MISFIT_H
#define LAZYMMU_MISFIT_H

/**
 * misfit - record that a step cannot change this tree as it has to
 * @step: name of the step
 * @fmt: what is wrong, as the end of a sentence
 *
 * Return: a negative errno value.
 */
int misfit(const char *step, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
