/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel versions: one file of "key = value" lines each, versions/6.12, whose
 * name is the version. docs/add-a-kernel.md has the keys. Everything that is
 * special about a version is in its record; no code names a version.
 */
#ifndef LAZYMMU_VERSIONS_H
#define LAZYMMU_VERSIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strlist.h"

/**
 * enum dialect - how the code of a kernel version opens a lazy MMU section
 * @DIALECT_STATELESS: arch_enter_lazy_mmu_mode() and arch_leave_lazy_mmu_mode()
 * @DIALECT_COUNTERS: lazy_mmu_mode_enable() and lazy_mmu_mode_disable(), which
 *	use a counter in the task
 */
enum dialect { DIALECT_STATELESS, DIALECT_COUNTERS };

/**
 * struct defect - a bug of a kernel version, as released
 * @name: the word by which code asks whether it has to avoid the bug
 * @targets: the machines on which the bug is seen
 * @repaired_by: the series that repair it
 * @what: a description for people
 */
struct defect {
	char *name;
	struct strlist targets;
	struct strlist repaired_by;
	char *what;
};

/**
 * struct own_suites - what only kernels with one of the series report
 * @series: the series
 * @suites: the KUnit suites
 */
struct own_suites {
	char *series;
	struct strlist suites;
};

/**
 * struct console_line - what proves that a kernel runs on the right machine
 * @target: the machine
 * @regex: a regular expression that a line of the console matches
 */
struct console_line {
	char *target;
	char *regex;
};

/**
 * struct version - a kernel version
 * @name: "6.12"
 * @debian: Debian's source package, or NULL if the source is in git
 * @debian_suite: the suite that has the package, or NULL if the system's own
 *	suites have it
 * @git: the URL of a git repository that has the source, or NULL
 * @tag: the tag in that repository; NULL if @git is NULL
 * @series: the series that fit the version; the first one is applied if none is
 *	named
 * @is_default: the version is used where the user names none
 * @mainline_mode: this version of mainline has a mode of its own
 * @mainline: the version with @mainline_mode that benchmarks compare with, or
 *	NULL
 * @dialect: how its code opens sections
 * @suites: KUnit suites that every boot must report
 * @own: suites that a boot with one of the series must report, too
 * @nr_own: number of series with such suites
 * @expects: what the console of a machine must have, where it is not what the
 *	target says
 * @nr_expects: number of these
 * @holders: functions that contain sections, perhaps by inlining
 * @defects: its known defects
 * @nr_defects: number of defects
 */
struct version {
	char *name;
	char *debian;
	char *debian_suite;
	char *git;
	char *tag;
	struct strlist series;
	bool is_default;
	bool mainline_mode;
	char *mainline;
	enum dialect dialect;
	struct strlist suites;
	struct own_suites *own;
	size_t nr_own;
	struct console_line *expects;
	size_t nr_expects;
	struct strlist holders;
	struct defect *defects;
	size_t nr_defects;
};

/**
 * struct versions - all records, oldest version first
 * @v: the versions
 * @n: their number
 */
struct versions {
	struct version *v;
	size_t n;
};

/** versions_is_name - does @name look like a kernel version, "6.12"? */
bool versions_is_name(const char *name);

/**
 * versions_load - read and check all records
 * @vs: set on success; to be released with versions_free()
 *
 * Also checks that exactly one version is the default, and that every version
 * that benchmarks compare with has a mode of its own.
 *
 * Return: 0, or a negative errno value (failure recorded, with file and line
 * where there is one).
 */
int versions_load(struct versions *vs);

/**
 * versions_dialect_of - the dialect of a version
 * @name: the version
 * @dialect: set to the dialect's name, or to NULL for a version without a record,
 *	which only the tests ask for
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int versions_dialect_of(const char *name, const char **dialect);

/** versions_free - release what is in @vs */
void versions_free(struct versions *vs);

/** versions_find - the record of version @name; NULL if there is none */
const struct version *versions_find(const struct versions *vs, const char *name);

/**
 * versions_suites - the KUnit suites that a boot must report
 * @v: the version
 * @series: the series that the kernel has, or NULL
 * @suites: the names are added
 */
void versions_suites(const struct version *v, const char *series,
		     struct strlist *suites);

/** versions_default - the version that is used where the user names none */
const struct version *versions_default(const struct versions *vs);

/**
 * versions_need - the record of version @name, or a failure
 *
 * Return: the record, or NULL if there is none (failure recorded).
 */
const struct version *versions_need(const struct versions *vs, const char *name);

/**
 * versions_need_series - the record of version @name, which must have a series
 * @series: which one; NULL: any
 * @where: the origin of the version, for the message; NULL: the user named it
 *
 * Return: the record, or NULL if there is none or it has no such series (failure
 * recorded).
 */
const struct version *versions_need_series(const struct versions *vs,
					   const char *name, const char *series,
					   const char *where);

/**
 * versions_expect - what proves that a kernel of a version runs on a machine
 * @v: the version, or NULL for a tree without a record
 * @target: the name of the machine
 *
 * Return: a regular expression for a line of the console, or NULL if that of the
 * target is right.
 */
const char *versions_expect(const struct version *v, const char *target);

/**
 * versions_defect - look up a defect of a version on one machine
 * @v: the version
 * @name: name of the defect
 * @target: name of the machine
 * @series: the series that is applied, or NULL
 *
 * Return: the defect, or NULL if @v does not have it on that machine, or not
 * with that series.
 */
const struct defect *versions_defect(const struct version *v, const char *name,
				     const char *target, const char *series);

/** versions_dialect_name - "stateless" or "counters" */
const char *versions_dialect_name(enum dialect d);

/** versions_is_dialect - is @name the name of a dialect? */
bool versions_is_dialect(const char *name);

/**
 * versions_source - the origin of the kernel, for people
 *
 * Return: "Debian's linux-source-6.12", for example; to be freed by the caller.
 */
char *versions_source(const struct version *v);

#endif
