/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An unpacked source package of Debian's kernel, or its debian/ alone: the patches
 * of the series get a directory of their own in debian/patches, and are named at
 * the end of debian/patches/series.
 */
#ifndef LAZYMMU_PACKAGE_H
#define LAZYMMU_PACKAGE_H

#include <stdbool.h>

#include "tree/kernel.h"

struct strbuf;

/* The package's list of patches, and the directory of ours. */
#define PACKAGE_SERIES "debian/patches/series"
#define PACKAGE_PATCHES "debian/patches/lazymmu"

/* Our directory, as the list names it. */
#define PACKAGE_UNDER "lazymmu/"

/** package_is - does the directory @dir hold a source package with patches? */
bool package_is(const char *dir);

/**
 * package_check - can the series be added to the package in @dir?
 *
 * Refuses a package that has patches of ours already.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int package_check(const char *dir);

/**
 * package_fits - is the package in @dir of the kernel that the patches are for?
 * @k: the kernel
 *
 * Another version is refused. For another release of the same version, a note
 * says that the patches may not apply.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int package_fits(const char *dir, const struct kernel *k);

/**
 * package_list - write a new list of patches to the file @file: that of the
 * package, and after it @lines
 * @dir: the package
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int package_list(const char *dir, const struct strbuf *lines, const char *file);

#endif
