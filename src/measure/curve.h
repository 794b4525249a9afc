/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Curves: what the ported kernel costs if one of its constants had another value.
 * Each file in bench/curves/ is a semantic patch, whose header has some more
 * lines than that of other patches:
 *
 *	// target: the machine
 *	// curve: what the constant is, for titles and axes
 *	// values: the values, in ascending order
 *	// workloads: the workloads that are measured
 *
 * Wherever the rules have the word VALUE, a value is put in.
 */
#ifndef LAZYMMU_CURVE_H
#define LAZYMMU_CURVE_H

#include <stddef.h>

#include "build/target.h"
#include "measure/columns.h"
#include "measure/costs.h"
#include "measure/run.h"
#include "measure/settings.h"
#include "util/strlist.h"

/* The most workloads of a curve. */
#define CURVE_WORKLOADS	4

/**
 * struct curve_cost - what a workload costs with a value
 * @insns: instructions for each page
 * @irqs_off: instructions of the longest hypercall; NAN: not counted
 */
struct curve_cost {
	double insns;
	double irqs_off;
};

/**
 * struct curve_point - what was measured with a value
 * @value: the value
 * @percpu: bytes of each CPU's own area
 * @cost: the costs of the workloads, in the order of the curve's list
 */
struct curve_point {
	const char *value;
	unsigned long percpu;
	struct curve_cost cost[CURVE_WORKLOADS];
};

/**
 * struct curve - a file in bench/curves, and what was measured
 * @name: name of the file without ".cocci"
 * @path: path of the file
 * @target: name of the machine
 * @title: what the constant is
 * @values: the values
 * @workloads: the workloads
 * @v: a point for each value, if the curve was measured
 * @n: number of points
 */
struct curve {
	char *name;
	char *path;
	char *target;
	char *title;
	struct strlist values;
	struct strlist workloads;
	struct curve_point *v;
	size_t n;
};

/**
 * struct curves - all curves
 * @v: the curves
 * @n: their number
 */
struct curves {
	struct curve *v;
	size_t n;
};

/**
 * curves_load - read all files of a directory
 * @dir: the directory, bench/curves
 * @c: set on success; to be released with curves_free()
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int curves_load(const char *dir, struct curves *c);

/** curves_free - release what is in @c */
void curves_free(struct curves *c);

/**
 * curve_write_patch - write the semantic patch for a value
 * @c: the curve
 * @value: the value
 * @dir: where to write it
 * @path: set to its path, to be freed by the caller
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int curve_write_patch(const struct curve *c, const char *value, const char *dir,
		      char **path);

/**
 * curve_measure - build, boot and measure the kernel with each value
 * @c: the curve; its points are set on success
 * @column: the kernel
 * @t: the machine
 * @settings: says which symbols are not the kernel's
 * @jobs: as in struct kbuild_request
 * @show: called with the result if a boot went wrong
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int curve_measure(struct curve *c, const struct column *column,
		  const struct target *t, const struct settings *settings, int jobs,
		  void (*show)(const struct result *r));

/**
 * curve_least - the least number of instructions for each page, of all points
 * @c: the curve
 * @workload: index of the workload in the curve's list
 *
 * Return: the number; NAN if the curve was not measured.
 */
double curve_least(const struct curve *c, size_t workload);

/**
 * curve_judge - compare the kernel as it is with the best point of the curve
 * @c: the curve, measured
 * @costs: the costs on the same machine. For each workload of the curve, a row
 *	   "of-best" is added: the instructions of the ported kernel, divided by
 *	   those of the best point
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int curve_judge(const struct curve *c, struct costs *costs);

/**
 * curve_cost_of - what a workload of the curve costs a kernel
 * @costs: the costs on the machine of the curve
 * @workload: name of the workload
 * @column: index of the kernel; negative: there is no such kernel
 *
 * Return: the costs; NAN where a cost is not known.
 */
struct curve_cost curve_cost_of(const struct costs *costs, const char *workload,
				int column);

#endif
