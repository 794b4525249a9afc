/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Debian packages: the newest version of one, unpacked into the cache and not
 * installed; and the installation of packages on this computer.
 *
 * Without root, the system's package lists are only read. Where they are not
 * enough, lists of our own are made in a scratch directory.
 */
#ifndef LAZYMMU_APT_H
#define LAZYMMU_APT_H

#include <stdint.h>

#include "util/scratch.h"

struct strlist;

/**
 * struct apt - one package, whose versions are kept in the cache
 * @package: its name; NULL: see @pattern
 * @pattern: a regular expression for names that differ in a version number:
 *	the package is the one with the highest number
 * @suite: of Debian, "trixie-backports": it is read from the mirror that the
 *	system uses, whether or not the system uses that suite. NULL: the suites
 *	that the system uses
 * @top: a directory with a directory for each version, and "current", a symbolic
 *	link to the one that was used last
 * @what: what the package holds, for messages: "a kernel source"
 * @bytes: disk space that it takes
 * @programs: NULL-terminated: programs that making a version needs, besides
 *	those of apt
 * @lazy: package lists of our own are not made while @top has a version
 * @name: set to the name of the package, or NULL
 * @version: set to the version, or NULL
 * @scratch: a directory to work in, on the file system of @top
 *
 * The caller sets the first seven and zeroes the others, holds a lock for @top,
 * and calls apt_free() at the end.
 */
struct apt {
	const char *package;
	const char *pattern;
	const char *suite;
	const char *top;
	const char *what;
	uint64_t bytes;
	const char *const *programs;
	bool lazy;
	char *name;
	char *version;
	struct scratch scratch;
	char *lists;		/* directory of our own lists; NULL: the system's */
	bool one_suite;		/* they know of @suite only */
	char *why;		/* apt's words on what it does not give */
};

/**
 * apt_newest - find the newest version of a package; download it if @a->top
 * lacks it
 * @a: what is wanted
 *
 * apt is believed if it says which version is the newest, and verifies signature
 * and hash of what it downloads. If it knows no version or cannot be had, the
 * version that was used last is used again.
 *
 * Return: 0 if the version @a->version is in @a->top; 1 if it was downloaded:
 * apt_unpack() and apt_keep() are what remains to be done; or a negative errno
 * value (failure recorded).
 */
int apt_newest(struct apt *a);

/**
 * apt_unpack - unpack the package that apt_newest() downloaded, and remove it
 * @dir: the directory, made here
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int apt_unpack(const struct apt *a, const char *dir);

/**
 * apt_keep - give @dir, in the scratch directory, the name of this version
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int apt_keep(const struct apt *a, const char *dir);

/**
 * apt_path - where this version is, or will be: @a->top/@a->version
 *
 * Return: the path, to be freed by the caller.
 */
char *apt_path(const struct apt *a);

/** apt_free - remove the scratch directory, and release what @a owns */
void apt_free(struct apt *a);

/**
 * apt_install - install packages on this computer, as root or through sudo
 *
 * While another program installs packages, it is waited for. What apt-get says
 * is shown.
 *
 * Return: 0 or a negative errno value (failure recorded; without root, it has
 * the command that the user can run).
 */
int apt_install(const struct strlist *packages);

#endif
