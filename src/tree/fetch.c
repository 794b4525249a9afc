// SPDX-License-Identifier: GPL-2.0-only
#include "tree/fetch.h"

#include <errno.h>

#include "host/apt.h"
#include "series/versions.h"
#include "tree/clone.h"
#include "tree/import.h"
#include "util/cache.h"
#include "util/cleanup.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/paths.h"
#include "util/strbuf.h"
#include "util/strlist.h"

int fetch_kernel(const struct version *v, char **path)
{
	const char *cache = cache_dir();
	struct strlist suites __cleanup(sl_free) = { 0 };
	char *top __cleanup(str_free) = NULL, *lock_path __cleanup(str_free) = NULL;
	int lock __cleanup(fd_close) = -1;
	struct apt a = {
		.package = v->debian,
		.what = "a kernel source",
		.bytes = IMPORT_SPACE,
		.programs = import_programs,
	};
	int ret;

	*path = NULL;
	if (!cache)
		return -ENOENT;
	if (!v->debian)
		return clone_tag(v->git, v->tag, v->name, path);
	if (v->debian_suite) {
		sl_add(&suites, v->debian_suite);
		a.suites = &suites;
	}
	a.top = top = str_fmt("%s/kernels/%s", cache, v->name);
	lock_path = path_join(top, ".lock");
	lock = lock_take(lock_path, "fetches this kernel");
	if (lock < 0)
		return lock;
	ret = apt_newest(&a);
	if (ret > 0)
		ret = import_keep(&a);
	if (!ret) {
		*path = apt_path(&a);
		ret = cache_use(*path);
	}
	apt_free(&a);
	return ret;
}
