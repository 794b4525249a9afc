/* SPDX-License-Identifier: GPL-2.0-only */
/* All versions of a package that Debian's archive offers. */
#ifndef LAZYMMU_OFFERS_H
#define LAZYMMU_OFFERS_H

#include <stddef.h>

struct apt;

/**
 * struct offer - a version of a package that the archive offers
 * @version: "6.12.107-1"
 * @suites: the suites that have it, with a space between them
 */
struct offer {
	char *version;
	char *suites;
};

/**
 * struct offers - the versions of a package that the archive offers, oldest first
 * @v: the versions
 * @n: number of versions
 * @room: number of versions for which there is memory
 */
struct offers {
	struct offer *v;
	size_t n;
	size_t room;
};

/**
 * offers_find - find all versions of @a->package in @a->suites
 * @a: what is wanted; after this call, @a->package and @a->top may be changed for
 *	another one, which uses the same package lists
 * @o: set on success, to be released with offers_free()
 *
 * Unlike apt_newest(), which makes do with what it has, this fails if one of the
 * suites cannot be read, or if the archive does not offer the package.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int offers_find(struct apt *a, struct offers *o);

/** offers_free - release what is in @o */
void offers_free(struct offers *o);

/**
 * offers_take - download the version @version of @a->package, unless @a->top has it
 * @a: what is wanted, with @suites
 *
 * Return: as of apt_newest(). A version that is in @a->top needs no apt.
 */
int offers_take(struct apt *a, const char *version);

#endif
