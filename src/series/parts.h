/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of the series: steps that can be left out together. No step may need
 * one of another part, so parts are at the end of the series.
 */
#ifndef LAZYMMU_PARTS_H
#define LAZYMMU_PARTS_H

#include <stddef.h>

#include "util/strlist.h"

struct step;

/**
 * parts_check - check that the steps of each part follow each other, and that
 * only steps of other parts come after them
 * @steps: all steps of the series
 * @n: their number
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int parts_check(const struct step *steps, size_t n);

/**
 * parts_need - check that there are these parts
 * @steps: all steps of the series
 * @n: their number
 * @parts: names of parts, as given by the user
 *
 * Return: 0 or a negative errno value (failure recorded, with the list of parts).
 */
int parts_need(const struct step *steps, size_t n, const struct strlist *parts);

#endif
