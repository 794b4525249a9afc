// SPDX-License-Identifier: GPL-2.0-only
#include "host/offers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/apt.h"
#include "host/proc.h"
#include "host/tools.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/strbuf.h"
#include "util/strlist.h"

static int need_programs(const struct apt *a)
{
	int ret = tools_need(ARGS("apt-get", "apt-cache", "dpkg-deb"));

	return ret ? ret : tools_need(a->programs);
}

/* Make package lists of our own, which must have all suites. */
static int need_lists(struct apt *a)
{
	char *names __cleanup(str_free) = NULL;
	int ret = need_programs(a);

	if (ret || a->only_suites)
		return ret;
	ret = apt_make_lists(a);
	/* apt warns if it has to make do with old lists. */
	if (ret < 0 || (ret && !a->why))
		return ret < 0 ? ret : 0;
	a->only_suites = false;
	names = sl_join(a->suites, ", ");
	return fail(EXIT_FETCH, EIO,
		    "apt cannot read the package lists of %s (%s): check the network, and whether Debian still has these suites",
		    names, a->why ? a->why : "it does not say why");
}

/* A line "PACKAGE | VERSION | URI SUITE/COMPONENT ARCHITECTURE Packages" */
static int add_offer(struct offers *o, const char *line)
{
	struct strlist words __cleanup(sl_free) = { 0 };
	struct offer *old = NULL;

	sl_split(&words, line, " |");
	if (words.n < 4 || !apt_is_version(words.v[1]))
		return fail(EXIT_FETCH, EINVAL,
			    "apt-cache lists a version in an unknown form: '%s'", line);
	words.v[3][strcspn(words.v[3], "/")] = '\0';
	for (size_t i = 0; i < o->n && !old; i++) {
		if (!strcmp(o->v[i].version, words.v[1]))
			old = &o->v[i];
	}
	if (old) {
		char *suites = str_fmt("%s %s", old->suites, words.v[3]);

		free(old->suites);
		old->suites = suites;
		return 0;
	}
	GROW(o->v, o->n, o->room);
	o->v[o->n++] = (struct offer){ .version = str_dup(words.v[1]),
				       .suites = str_dup(words.v[3]) };
	return 0;
}

/* apt names the newest version first. */
static void turn_round(struct offers *o)
{
	for (size_t i = 0; i < o->n / 2; i++) {
		struct offer first = o->v[i];

		o->v[i] = o->v[o->n - 1 - i];
		o->v[o->n - 1 - i] = first;
	}
}

int offers_find(struct apt *a, struct offers *o)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct lines l;
	char *line;
	int ret = need_lists(a);

	*o = (struct offers){ 0 };
	if (!ret)
		ret = apt_run(a, NULL, &out, ARGS("apt-cache", "madison", a->package));
	if (ret > 0)
		ret = fail(EXIT_FETCH, EIO, "apt-cache cannot list the versions of %s (%s)",
			   a->package, a->why ? a->why : proc_status(ret));
	if (ret)
		return ret;
	l = (struct lines)LINES(out.buf, out.len);
	while (!ret && (line = lines_cut(&l)))
		ret = add_offer(o, line);
	turn_round(o);
	if (!ret && !o->n) {
		char *names __cleanup(str_free) = sl_join(a->suites, ", ");

		ret = fail(EXIT_FETCH, ENOENT, "there is no package %s in %s",
			   a->package, names);
	}
	if (ret)
		offers_free(o);
	return ret;
}

void offers_free(struct offers *o)
{
	for (size_t i = 0; i < o->n; i++) {
		free(o->v[i].version);
		free(o->v[i].suites);
	}
	free(o->v);
	*o = (struct offers){ 0 };
}

int offers_take(struct apt *a, const char *version)
{
	char *path __cleanup(str_free) = NULL;
	char *names __cleanup(str_free) = NULL;
	int ret;

	if (!apt_is_version(version))
		return fail(EXIT_USAGE, EINVAL,
			    "'%s' is not the version of a package: give one like 6.12.107-1",
			    version);
	free(a->name);
	free(a->version);
	a->name = str_dup(a->package);
	a->version = str_dup(version);
	a->exact = true;
	path = apt_path(a);
	if (exists(path))
		return 0;
	ret = need_lists(a);
	if (!ret)
		ret = apt_download(a);
	if (ret)
		return ret;
	names = sl_join(a->suites, ", ");
	return fail(EXIT_FETCH, ENOENT, "apt gives no %s %s in %s (%s): 'lazymmu versions --releases' lists what there is",
		    a->package, version, names, a->why ? a->why : "it does not say why");
}
