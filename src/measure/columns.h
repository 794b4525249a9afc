/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernels that a benchmark compares. They are the columns of its tables, in
 * this order: the stock kernel, the kernel with each series that is measured, and
 * mainline's kernel, which has a mode of its own. If the version that is measured
 * is mainline with a mode of its own, its stock kernel is mainline's kernel, too.
 */
#ifndef LAZYMMU_COLUMNS_H
#define LAZYMMU_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "measure/budget.h"
#include "series/variant.h"
#include "series/versions.h"
#include "tree/kernel.h"

/* Most columns of a table. */
#define COLUMNS_MAX	8

/**
 * enum role - what a kernel is to a benchmark
 * @ROLE_STOCK: the kernel without a series
 * @ROLE_SERIES: with a series, whose costs are judged
 * @ROLE_MAINLINE: another version, which has a mode of its own
 */
enum role { ROLE_STOCK, ROLE_SERIES, ROLE_MAINLINE };

/**
 * struct column - a kernel of a benchmark
 * @role: what it is
 * @name: "stock", "ported", the name of another series, or "mainline"
 * @variant: what is added to its source
 * @kernel: the kernel, with its series
 * @version: the record of its version; NULL if that is not known
 * @missing: why there is no kernel; NULL if there is one
 * @budgets: the limits for its costs; empty for stock and mainline
 */
struct column {
	enum role role;
	char *name;
	enum variant variant;
	struct kernel kernel;
	const struct version *version;
	char *missing;
	struct budgets budgets;
};

/**
 * struct columns - the kernels of a benchmark
 * @v: the kernels, in the order in which they are shown
 * @n: their number
 */
struct columns {
	struct column v[COLUMNS_MAX];
	size_t n;
};

/**
 * struct columns_request - which kernels to compare
 * @kernel: as for resolve_kernel()
 * @series: the series to measure; NULL: all that fit the version
 * @mainline: compare with mainline's kernel, too
 * @with: a patch is put on top of the series, of which there must be one only
 */
struct columns_request {
	const char *kernel;
	const char *series;
	bool mainline;
	bool with;
};

/**
 * columns_check - read the budgets of all series, so that a mistake in them is
 * noticed before a kernel is fetched or built
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int columns_check(void);

/**
 * columns_open - find the kernels, and read their budgets
 * @c: set, also after a failure; to be released with columns_free()
 * @vs: all records; must stay valid
 * @rq: which kernels
 *
 * Kernels that the cache lacks are fetched. Mainline's kernel is there only for
 * comparison: if it cannot be fetched, its column says so.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int columns_open(struct columns *c, const struct versions *vs,
		 const struct columns_request *rq);

/**
 * columns_add - append a column without a kernel
 * @c: has fewer than COLUMNS_MAX columns
 * @name: its name
 *
 * Return: the column; valid as long as @c is.
 */
struct column *columns_add(struct columns *c, enum role role, const char *name);

/** columns_free - release what is in @c */
void columns_free(struct columns *c);

/**
 * columns_first - the first column with a role
 *
 * Return: its index, or -1 if there is none.
 */
int columns_first(const struct columns *c, enum role role);

/**
 * columns_ported - the column with the series that makes sections stateful
 *
 * Return: its index, or -1 if that series is not measured.
 */
int columns_ported(const struct columns *c);

/**
 * columns_mainline - the column of a kernel with mainline's own mode: that of
 * ROLE_MAINLINE or, if the version has that mode, of ROLE_STOCK
 *
 * Return: its index, or -1 if there is none.
 */
int columns_mainline(const struct columns *c);

/** columns_many - is more than one series measured? */
bool columns_many(const struct columns *c);

/**
 * columns_excuse - go on after a failure of mainline's kernel, which is there only
 * for comparison
 * @err: the failure, or 0
 * @where: put before the note that says so
 * @missing: set to the failure's message, to be freed by the caller
 *
 * Return: 0, or a negative errno value if the command was interrupted (failure
 * recorded).
 */
int columns_excuse(int err, const char *where, char **missing);

#endif
