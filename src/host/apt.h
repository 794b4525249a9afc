/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Debian packages: unpacking the newest version of a package, or another version
 * that the archive offers, into the cache, without installing it.
 *
 * The system's package lists are only read, as changing them needs root. Where
 * they are not enough, package lists of our own are made in a scratch
 * directory.
 */
#ifndef LAZYMMU_APT_H
#define LAZYMMU_APT_H

#include <stdbool.h>
#include <stdint.h>

#include "util/scratch.h"

struct strbuf;
struct strlist;

/**
 * struct apt - one package, whose versions are kept in the cache
 * @package: name of the package; NULL: see @pattern
 * @pattern: a regular expression for names that differ in a version number; the
 *	package with the highest number is taken
 * @suites: suites of Debian, "trixie-backports", which are read from the
 *	system's mirrors even if the system does not use them. NULL: the suites
 *	that the system uses
 * @top: holds a directory for each version, and "current", a symbolic link to
 *	the version that was used last
 * @what: what the package holds, for messages: "a kernel source"
 * @bytes: disk space that fetching and unpacking takes
 * @programs: NULL-terminated list of programs, besides those of apt, that are
 *	needed to make a version
 * @lazy: make no package lists of our own if @top has a version
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
	const struct strlist *suites;
	const char *top;
	const char *what;
	uint64_t bytes;
	const char *const *programs;
	bool lazy;
	char *name;
	char *version;
	struct scratch scratch;
	char *lists;		/* directory of our own lists; NULL: the system's lists */
	bool only_suites;	/* the lists know only @suites */
	bool exact;		/* the caller has named the version */
	char *why;		/* apt's reason for not giving the package */
};

/**
 * apt_newest - find the newest version of a package; download it if @a->top
 * lacks it
 * @a: what is wanted
 *
 * apt says which version is the newest, and verifies the signature and the hash
 * of the download. If apt knows no version or cannot be used, the version that
 * was used last is used again.
 *
 * Return: 0 if the version @a->version is in @a->top; 1 if the version was
 * downloaded and apt_unpack() and apt_keep() have to follow; or a negative
 * errno value (failure recorded).
 */
int apt_newest(struct apt *a);

/**
 * apt_run - run a program of apt, with the package lists of @a
 * @cwd: its working directory, or NULL
 * @out: its standard output is appended
 * @args: the program and its arguments, NULL-terminated
 *
 * Return: its exit status, with apt's complaint in @a->why, or a negative errno
 * value (failure recorded). Lack of space is a negative value.
 */
int apt_run(struct apt *a, const char *cwd, struct strbuf *out,
	    const char *const args[]);

/**
 * apt_make_lists - read package lists of our own, of @a->suites if there are any
 *
 * This needs no root and does not change the system's lists.
 *
 * Return: 1, 0 if apt cannot read them (@a->why says why), or a negative errno
 * value (failure recorded).
 */
int apt_make_lists(struct apt *a);

/**
 * apt_is_version - does @s look like the version of a package?
 *
 * The version becomes part of a path, so only characters that Debian allows in
 * a version are accepted.
 */
bool apt_is_version(const char *s);

/**
 * apt_download - download the version @a->version of the package @a->name
 *
 * Return: 1, 0 if apt does not give it (@a->why says why), or a negative errno
 * value (failure recorded).
 */
int apt_download(struct apt *a);

/**
 * apt_unpack - unpack the package that was downloaded, and remove it
 * @dir: the directory to unpack to; apt_unpack() makes it
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int apt_unpack(const struct apt *a, const char *dir);

/**
 * apt_keep - give @dir, in the scratch directory, the name of this version
 *
 * After apt_newest(), "current" names this version then.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int apt_keep(const struct apt *a, const char *dir);

/**
 * apt_path - the path of this version in the cache: @a->top/@a->version
 *
 * Return: the path, to be freed by the caller.
 */
char *apt_path(const struct apt *a);

/** apt_free - remove the scratch directory, and release what @a owns */
void apt_free(struct apt *a);

#endif
