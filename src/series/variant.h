/* SPDX-License-Identifier: GPL-2.0-only */
/* The variants of a kernel: what is added to its source. */
#ifndef LAZYMMU_SERIES_VARIANT_H
#define LAZYMMU_SERIES_VARIANT_H

/**
 * enum variant - what is added to a kernel
 * @PORTED: the series
 * @STOCK: only what testing the stock kernel needs
 * @MAINLINE: only what measuring mainline, which has a mode of its own, needs
 */
enum variant { PORTED, STOCK, MAINLINE };

/* The number of variants. */
#define N_VARIANTS	3

/* The variants in the order in which results show them: stock comes first. */
extern const enum variant variant_order[N_VARIANTS];

/** variant_name - "ported", "stock" or "mainline" */
const char *variant_name(enum variant v);

#endif
