// SPDX-License-Identifier: GPL-2.0-only
#include "series/versions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "series/names.h"
#include "series/suites.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/keyvalue.h"
#include "util/paths.h"
#include "util/strbuf.h"
#include "util/version.h"

/* In the line of a defect, the series that repair it come after this word. */
static const char without[] = "without";

static const char *const dialects[] = {
	[DIALECT_STATELESS] = "stateless",
	[DIALECT_COUNTERS] = "counters",
};

/*
 * struct reader - a record that is being read
 * @dialect_seen: the record has named a dialect
 */
struct reader {
	struct version *v;
	bool dialect_seen;
};

bool versions_is_name(const char *name)
{
	static const char digits[] = "0123456789";
	size_t major = strspn(name, digits);
	size_t minor;

	if (!major || major > 3 || name[major] != '.')
		return false;
	minor = strspn(name + major + 1, digits);
	return minor && minor <= 3 && !name[major + 1 + minor];
}

const char *versions_dialect_name(enum dialect d)
{
	return dialects[d];
}

bool versions_is_dialect(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(dialects); i++) {
		if (!strcmp(name, dialects[i]))
			return true;
	}
	return false;
}

/* --- one record --- */

static const char *set_text(char **at, const char *value)
{
	if (*at)
		return "is a second line of this key";
	if (!*value)
		return "has no value";
	*at = str_dup(value);
	return NULL;
}

static const char *set_flag(bool *at, const char *value)
{
	*at = !strcmp(value, "yes");
	return *at || !strcmp(value, "no") ? NULL : "is neither yes nor no";
}

static const char *set_list(struct strlist *at, const char *value)
{
	if (!*value)
		return "has no value";
	sl_split(at, value, " \t");
	return NULL;
}

static const char *set_dialect(struct reader *r, const char *value)
{
	if (r->dialect_seen)
		return "is a second line of this key";
	for (size_t i = 0; i < ARRAY_SIZE(dialects); i++) {
		if (!strcmp(value, dialects[i])) {
			r->v->dialect = i;
			r->dialect_seen = true;
			return NULL;
		}
	}
	return "is neither stateless nor counters";
}

/* "NAME TARGET... [without SERIES...]: WHAT" */
static const char *add_defect(struct version *v, const char *value)
{
	static const char wrong[] =
		"is not 'NAME TARGET... [without SERIES...]: WHAT HAPPENS'";
	struct strlist words __cleanup(sl_free) = { 0 };
	const char *colon = strchr(value, ':');
	char *head __cleanup(str_free) = NULL;
	struct strlist *to;
	struct defect *d;

	if (!colon || !colon[1 + strspn(colon + 1, " \t")])
		return wrong;
	head = str_fmt("%.*s", (int)(colon - value), value);
	sl_split(&words, head, " \t");
	if (words.n < 2 || !strcmp(words.v[1], without) ||
	    !strcmp(words.v[words.n - 1], without))
		return wrong;
	d = reallocarray(v->defects, v->nr_defects + 1, sizeof(*d));
	if (!d)
		oom();
	v->defects = d;
	d += v->nr_defects++;
	*d = (struct defect){
		.name = str_dup(words.v[0]),
		.what = str_dup(colon + 1 + strspn(colon + 1, " \t")),
	};
	to = &d->targets;
	for (size_t i = 1; i < words.n; i++) {
		if (!strcmp(words.v[i], without))
			to = &d->repaired_by;
		else
			sl_add(to, words.v[i]);
	}
	return NULL;
}

/* "expect.TARGET = REGEX" */
static const char *add_expect(struct version *v, const char *target,
			      const char *value)
{
	if (!*target || !*value)
		return "is not 'expect.TARGET = REGULAR EXPRESSION'";
	if (versions_expect(v, target))
		return "is there twice";
	v->expects = reallocarray(v->expects, v->nr_expects + 1,
				  sizeof(*v->expects));
	if (!v->expects)
		oom();
	v->expects[v->nr_expects++] = (struct console_line){
		.target = str_dup(target), .regex = str_dup(value),
	};
	return NULL;
}

/* "suites.SERIES = NAME..." */
static const char *add_own_suites(struct version *v, const char *series,
				  const char *value)
{
	struct own_suites *own = v->own;

	while (own < v->own + v->nr_own && strcmp(own->series, series))
		own++;
	if (own == v->own + v->nr_own) {
		own = reallocarray(v->own, v->nr_own + 1, sizeof(*own));
		if (!own)
			oom();
		v->own = own;
		own += v->nr_own++;
		*own = (struct own_suites){ .series = str_dup(series) };
	}
	return set_list(&own->suites, value);
}

static const char *set_key(void *arg, const char *key, const char *value)
{
	struct reader *r = arg;
	struct version *v = r->v;
	const struct {
		const char *key;
		char **text;
		bool *flag;
		struct strlist *list;
	} keys[] = {
		{ "debian", &v->debian, NULL, NULL },
		{ "debian-suite", &v->debian_suite, NULL, NULL },
		{ "git", &v->git, NULL, NULL },
		{ "tag", &v->tag, NULL, NULL },
		{ "mainline", &v->mainline, NULL, NULL },
		{ "default", NULL, &v->is_default, NULL },
		{ "mainline-mode", NULL, &v->mainline_mode, NULL },
		{ "series", NULL, NULL, &v->series },
		{ "suites", NULL, NULL, &v->suites },
		{ "holders", NULL, NULL, &v->holders },
	};

	if (!strcmp(key, "dialect"))
		return set_dialect(r, value);
	if (!strcmp(key, "defect"))
		return add_defect(v, value);
	if (!strncmp(key, "expect.", strlen("expect.")))
		return add_expect(v, key + strlen("expect."), value);
	if (!strncmp(key, "suites.", strlen("suites.")))
		return add_own_suites(v, key + strlen("suites."), value);
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strcmp(key, keys[i].key))
			continue;
		if (keys[i].text)
			return set_text(keys[i].text, value);
		if (keys[i].flag)
			return set_flag(keys[i].flag, value);
		return set_list(keys[i].list, value);
	}
	return "is not a key of a kernel version";
}

static int check_record(const struct reader *r, const char *path)
{
	const struct version *v = r->v;
	const char *wrong = NULL;

	if (!v->debian == !v->git)
		wrong = "must say where the kernel comes from: either 'debian' or 'git'";
	else if (v->debian_suite && !v->debian)
		wrong = "has a 'debian-suite' without a 'debian' package";
	else if (!v->git != !v->tag)
		wrong = "has only one of 'git' and 'tag', which belong together";
	else if (!r->dialect_seen)
		wrong = "does not say which 'dialect' its sections have";
	else if (v->series.n && !v->suites.n)
		wrong = "names no KUnit 'suites' that a boot must report";
	else if (v->is_default && !v->series.n)
		wrong = "is the default, but there is no series for it";
	return wrong ? fail(EXIT_TOOL, EINVAL, "%s %s", path, wrong) : 0;
}

static int load_record(const char *dir, const char *name, struct version *v)
{
	char *path __cleanup(str_free) = path_join(dir, name);
	struct reader r = { .v = v };
	int err;

	*v = (struct version){ .name = str_dup(name) };
	err = keyvalue_read(path, set_key, &r);
	return err ? err : check_record(&r, path);
}

static void free_record(struct version *v)
{
	free(v->name);
	free(v->debian);
	free(v->debian_suite);
	free(v->git);
	free(v->tag);
	free(v->mainline);
	sl_free(&v->series);
	sl_free(&v->suites);
	for (size_t i = 0; i < v->nr_expects; i++) {
		free(v->expects[i].target);
		free(v->expects[i].regex);
	}
	free(v->expects);
	for (size_t i = 0; i < v->nr_own; i++) {
		free(v->own[i].series);
		sl_free(&v->own[i].suites);
	}
	free(v->own);
	sl_free(&v->holders);
	for (size_t i = 0; i < v->nr_defects; i++) {
		free(v->defects[i].name);
		free(v->defects[i].what);
		sl_free(&v->defects[i].targets);
		sl_free(&v->defects[i].repaired_by);
	}
	free(v->defects);
}

/* --- all of them --- */

static int compare_names(const void *a, const void *b)
{
	const struct version *x = a, *y = b;

	return version_compare(x->name, y->name);
}

/* Check that the series that repair defects are series of the version. */
static int check_defects(const struct version *v, const char *dir)
{
	for (size_t i = 0; i < v->nr_defects; i++) {
		const struct defect *d = &v->defects[i];

		for (size_t j = 0; j < d->repaired_by.n; j++) {
			if (!sl_has(&v->series, d->repaired_by.v[j]))
				return fail(EXIT_TOOL, EINVAL,
					    "%s/%s says that the series '%s' repairs '%s', but it is not a series for this version",
					    dir, v->name, d->repaired_by.v[j], d->name);
		}
	}
	return 0;
}

/* Check that the series that have suites of their own are series of the version. */
static int check_own_suites(const struct version *v, const char *dir)
{
	for (size_t i = 0; i < v->nr_own; i++) {
		if (!sl_has(&v->series, v->own[i].series))
			return fail(EXIT_TOOL, EINVAL,
				    "%s/%s has 'suites.%s', but that is not a series for this version",
				    dir, v->name, v->own[i].series);
	}
	return 0;
}

/* Check that the series are there that the records name. */
static int check_series(const struct versions *vs, const char *dir)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	char *known __cleanup(str_free) = NULL;
	int err = names_load(&names);

	known = names_join(&names);
	for (size_t i = 0; i < vs->n && !err; i++) {
		const struct version *v = &vs->v[i];

		for (size_t j = 0; j < v->series.n && !err; j++) {
			if (!sl_has(&names, v->series.v[j]))
				err = fail(EXIT_TOOL, EINVAL,
					   "%s/%s says 'series = %s', but there is no such series: the series are %s",
					   dir, v->name, v->series.v[j], known);
		}
		if (!err)
			err = check_defects(v, dir);
		if (!err)
			err = check_own_suites(v, dir);
	}
	return err;
}

/* Make the other checks that need more than one record. */
static int check_records(const struct versions *vs, const char *dir)
{
	const struct version *standard = NULL;

	for (size_t i = 0; i < vs->n; i++) {
		const struct version *v = &vs->v[i];
		const struct version *other;

		if (v->is_default && standard)
			return fail(EXIT_TOOL, EINVAL,
				    "%s/%s and %s/%s both say 'default = yes': only one can be the default",
				    dir, standard->name, dir, v->name);
		if (v->is_default)
			standard = v;
		if (!v->mainline)
			continue;
		other = versions_find(vs, v->mainline);
		if (!other || !other->mainline_mode)
			return fail(EXIT_TOOL, EINVAL,
				    "%s/%s says 'mainline = %s', which is not a version with 'mainline-mode = yes'",
				    dir, v->name, v->mainline);
	}
	if (!standard)
		return fail(EXIT_TOOL, EINVAL,
			    "no kernel version in %s says 'default = yes': one must",
			    dir);
	return 0;
}

/*
 * Is the file an editor's copy? Such a file is hidden, or has a mark at one end
 * of its name.
 */
static bool is_litter(const char *name)
{
	return *name == '.' || *name == '#' || name[strlen(name) - 1] == '~';
}

int versions_load(struct versions *vs)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	char *dir __cleanup(str_free) = NULL;
	int err;

	*vs = (struct versions){ 0 };
	if (!home_dir())
		return -ENOENT;
	dir = path_join(home_dir(), "versions");
	err = list_dir(dir, &names);
	if (err)
		return fail(EXIT_TOOL, -err,
			    "the kernel versions in %s cannot be read (%s): set LAZYMMU_HOME to the directory that holds versions/",
			    dir, strerror(-err));
	vs->v = calloc(names.n + 1, sizeof(*vs->v));
	if (!vs->v)
		oom();
	for (size_t i = 0; i < names.n && !err; i++) {
		if (is_litter(names.v[i]) || !strcmp(names.v[i], SUITES_FILE))
			continue;
		if (!versions_is_name(names.v[i]))
			err = fail(EXIT_TOOL, EINVAL,
				   "%s/%s is not named like a kernel version, such as 6.12",
				   dir, names.v[i]);
		else
			err = load_record(dir, names.v[i], &vs->v[vs->n++]);
	}
	if (!err) {
		qsort(vs->v, vs->n, sizeof(*vs->v), compare_names);
		err = check_records(vs, dir);
		if (!err)
			err = check_series(vs, dir);
	}
	if (err)
		versions_free(vs);
	return err;
}

void versions_free(struct versions *vs)
{
	for (size_t i = 0; i < vs->n; i++)
		free_record(&vs->v[i]);
	free(vs->v);
	*vs = (struct versions){ 0 };
}

const struct version *versions_find(const struct versions *vs, const char *name)
{
	for (size_t i = 0; i < vs->n; i++) {
		if (!strcmp(vs->v[i].name, name))
			return &vs->v[i];
	}
	return NULL;
}

void versions_suites(const struct version *v, const char *series,
		     struct strlist *suites)
{
	sl_add_all(suites, &v->suites);
	for (size_t i = 0; series && i < v->nr_own; i++) {
		if (!strcmp(v->own[i].series, series))
			sl_add_all(suites, &v->own[i].suites);
	}
}

const struct version *versions_default(const struct versions *vs)
{
	for (size_t i = 0; i < vs->n; i++) {
		if (vs->v[i].is_default)
			return &vs->v[i];
	}
	return NULL;
}

int versions_dialect_of(const char *name, const char **dialect)
{
	struct versions vs __cleanup(versions_free) = { 0 };
	const struct version *v;
	int err = versions_load(&vs);

	if (err)
		return err;
	v = versions_find(&vs, name);
	*dialect = v ? versions_dialect_name(v->dialect) : NULL;
	return 0;
}

/* Does the version have the series? NULL: any. */
static bool has_series(const struct version *v, const char *series)
{
	return series ? sl_has(&v->series, series) : v->series.n > 0;
}

/*
 * The names of all versions, or of those that have any series or @series, for a
 * message.
 */
static char *list_names(const struct versions *vs, bool all, const char *series)
{
	struct strbuf sb = STRBUF_INIT;

	for (size_t i = 0; i < vs->n; i++) {
		if (all || has_series(&vs->v[i], series))
			sb_addf(&sb, "%s%s", sb.len ? ", " : "", vs->v[i].name);
	}
	return sb_detach(&sb);
}

const struct version *versions_need(const struct versions *vs, const char *name)
{
	const struct version *v = versions_find(vs, name);

	if (!v) {
		char *known __cleanup(str_free) = list_names(vs, true, NULL);

		fail(EXIT_NO_SERIES, ENOTSUP,
		     "Linux %s is not known: the versions are %s", name, known);
	}
	return v;
}

const struct version *versions_need_series(const struct versions *vs,
					   const char *name, const char *series,
					   const char *where)
{
	const struct version *v = versions_find(vs, name);
	char *known __cleanup(str_free) = NULL;
	char *others __cleanup(str_free) = NULL;

	if (v && has_series(v, series))
		return v;
	known = list_names(vs, false, series);
	if (v && v->series.n)
		others = names_join(&v->series);
	fail(EXIT_NO_SERIES, ENOTSUP,
	     "there is no series%s%s%s for Linux %s%s%s%s; there is one for %s%s%s",
	     series ? " '" : "", series ? series : "", series ? "'" : "", name,
	     where ? " (" : "", where ? where : "", where ? ")" : "",
	     *known ? known : "no version", others ? ", and here there is " : "",
	     others ? others : "");
	return NULL;
}

const struct defect *versions_defect(const struct version *v, const char *name,
				     const char *target, const char *series)
{
	for (size_t i = 0; i < v->nr_defects; i++) {
		const struct defect *d = &v->defects[i];

		if (!strcmp(d->name, name) && sl_has(&d->targets, target) &&
		    !(series && sl_has(&d->repaired_by, series)))
			return d;
	}
	return NULL;
}

const char *versions_expect(const struct version *v, const char *target)
{
	for (size_t i = 0; v && i < v->nr_expects; i++) {
		if (!strcmp(v->expects[i].target, target))
			return v->expects[i].regex;
	}
	return NULL;
}

char *versions_source(const struct version *v)
{
	if (v->git)
		return str_fmt("%s of %s", v->tag, v->git);
	return str_fmt("Debian's %s%s%s", v->debian,
		       v->debian_suite ? " in " : "",
		       v->debian_suite ? v->debian_suite : "");
}
