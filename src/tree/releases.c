// SPDX-License-Identifier: GPL-2.0-only
#include "tree/releases.h"

#include <errno.h>
#include <stdlib.h>

#include "series/suites.h"
#include "series/versions.h"
#include "tree/import.h"
#include "util/cache.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/paths.h"
#include "util/strbuf.h"

int releases_open(struct releases *r)
{
	*r = (struct releases){ 0 };
	r->apt = (struct apt){
		.suites = &r->suites,
		.what = "a kernel source",
		.bytes = IMPORT_SPACE,
		.programs = import_programs,
	};
	return suites_load(&r->suites);
}

void releases_close(struct releases *r)
{
	apt_free(&r->apt);
	sl_free(&r->suites);
}

int releases_list(struct releases *r, const struct version *v, struct offers *o)
{
	*o = (struct offers){ 0 };
	if (!v->debian)
		return 0;
	r->apt.package = v->debian;
	return offers_find(&r->apt, o);
}

/*
 * Find a repository with a similar source: another release, or the kernel that
 * fetch_kernel() has made. NULL: there is none.
 */
static char *find_like(const char *top, const struct version *v)
{
	struct strlist names __cleanup(sl_free) = { 0 };

	/* If @top cannot be read, nothing can be kept there, which is reported later. */
	(void)list_dir(top, &names);
	for (size_t i = names.n; i--;) {
		char *path __cleanup(str_free) = path_join(top, names.v[i]);

		if (*names.v[i] != '.' && is_dir(path))
			return take_ptr(path);
	}
	return str_fmt("%s/kernels/%s/current", cache_dir(), v->name);
}

/* Make a repository of the package that was downloaded. */
static int keep(struct releases *r, const struct version *v)
{
	char *like __cleanup(str_free) = find_like(r->apt.top, v);
	char *real __cleanup(str_free) = realpath(like, NULL);
	int err = real ? cache_use(real) : 0;

	return err ? err : import_keep_bare(&r->apt, real);
}

int releases_fetch(struct releases *r, const struct version *v,
		   const char *release, char **path)
{
	char *top __cleanup(str_free) = NULL, *lock_path __cleanup(str_free) = NULL;
	int lock __cleanup(fd_close) = -1;
	int ret;

	*path = NULL;
	if (!cache_dir())
		return -ENOENT;
	if (!v->debian)
		return fail(EXIT_USAGE, EINVAL,
			    "Linux %s is not from Debian, so it has no release %s: 'lazymmu fetch --git' gets a tag",
			    v->name, release);
	top = str_fmt("%s/kernels/%s-releases", cache_dir(), v->name);
	lock_path = path_join(top, ".lock");
	lock = lock_take(lock_path, "fetches a release of this kernel");
	if (lock < 0)
		return lock;
	r->apt.package = v->debian;
	r->apt.top = top;
	ret = offers_take(&r->apt, release);
	if (ret > 0)
		ret = keep(r, v);
	if (!ret) {
		*path = apt_path(&r->apt);
		ret = cache_use(*path);
	}
	r->apt.top = NULL;
	return ret;
}
