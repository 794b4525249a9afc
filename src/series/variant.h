/* SPDX-License-Identifier: GPL-2.0-only */
/* The variants of a kernel: what is added to its source. */
#ifndef LAZYMMU_SERIES_VARIANT_H
#define LAZYMMU_SERIES_VARIANT_H

#include "util/strlist.h"

/**
 * enum variant - what is added to a kernel
 * @PORTED: the series
 * @STOCK: only what testing the stock kernel needs
 * @MAINLINE: what measuring a kernel needs whose code keeps mainline's own mode,
 *	on top of the series of the kernel, if it has one
 */
enum variant { PORTED, STOCK, MAINLINE };

/** variant_name - "ported", "stock" or "mainline" */
const char *variant_name(enum variant v);

/**
 * variant_label - a name that no other variant or series of a kernel has
 * @series: the series, or NULL
 *
 * The label is variant_name(), but for series other than the one that makes sections
 * stateful: "fix-xen" in place of "ported", and "mainline-fix-xen" if what
 * measuring needs is added.
 *
 * Return: to be freed by the caller.
 */
char *variant_label(enum variant v, const char *series);

/**
 * struct recipe - all that is done to the source of a kernel
 * @variant: what is added
 * @without: the parts of the series that are left out; may be NULL
 * @with: a semantic patch or a step to apply on top, or NULL
 */
struct recipe {
	enum variant variant;
	const struct strlist *without;
	const char *with;
};

/** recipe_is_plain - is it the variant as it is, with nothing left out or on top? */
bool recipe_is_plain(const struct recipe *r);

/**
 * recipe_label - "stock", or "ported without speed with x.cocci"
 * @series: the series, or NULL; see variant_label()
 *
 * Return: to be freed by the caller.
 */
char *recipe_label(const struct recipe *r, const char *series);

#endif
