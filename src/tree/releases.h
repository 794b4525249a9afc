/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The releases of a kernel version that Debian's archive offers, and their sources.
 *
 * Each is a bare git repository in the cache, kernels/VERSION-releases/RELEASE.
 */
#ifndef LAZYMMU_RELEASES_H
#define LAZYMMU_RELEASES_H

#include "host/apt.h"
#include "host/offers.h"
#include "util/strlist.h"

struct version;

/**
 * struct releases - the archive, as far as it has been read
 * @suites: the suites that are looked at
 * @apt: their package lists
 */
struct releases {
	struct strlist suites;
	struct apt apt;
};

/**
 * releases_open - begin to look for releases; nothing is read from the archive yet
 * @r: to be released with releases_close(), also after a failure
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int releases_open(struct releases *r);

/** releases_close - release what is in @r */
void releases_close(struct releases *r);

/**
 * releases_list - the releases of the version @v that the archive offers
 * @o: set on success, to be released with offers_free()
 *
 * A version whose source is not in Debian has none.
 *
 * Return: 0 or a negative errno value (failure recorded). A suite that cannot be
 * read is a failure.
 */
int releases_list(struct releases *r, const struct version *v, struct offers *o);

/**
 * releases_fetch - make sure that the cache has the source of a release
 * @release: "6.12.107-1"
 * @path: set to the path of its bare git repository, to be freed by the caller
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int releases_fetch(struct releases *r, const struct version *v,
		   const char *release, char **path);

#endif
