/* SPDX-License-Identifier: GPL-2.0-only */
/* What is made of a kernel. */
#ifndef LAZYMMU_SERIES_VARIANT_H
#define LAZYMMU_SERIES_VARIANT_H

/**
 * enum variant - what is made of a kernel
 * @PORTED: the series is put on it
 * @STOCK: only what it needs to be tested
 * @MAINLINE: mainline with a mode of its own; only what it needs to be measured
 */
enum variant { PORTED, STOCK, MAINLINE };

/* The number of variants. */
#define N_VARIANTS	3

/* The variants in the order in which results show them: stock comes first. */
extern const enum variant variant_order[N_VARIANTS];

/** variant_name - "ported", "stock" or "mainline" */
const char *variant_name(enum variant v);

#endif
