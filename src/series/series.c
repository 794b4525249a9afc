// SPDX-License-Identifier: GPL-2.0-only
#include "series/series.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "series/names.h"
#include "series/parts.h"
#include "series/removed.h"
#include "series/versions.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/sha256.h"
#include "util/strbuf.h"

/* Increment this when the command makes another tree of the same steps. */
#define ENGINE_VERSION "1"

static bool is_step_name(const char *name)
{
	return name[0] >= '0' && name[0] <= '9';
}

static int add_step(struct series *s, const char *dir, const char *dialect)
{
	struct step step;
	int err;

	err = step_load(dir, dialect, &step);
	if (err)
		return err;
	GROW(s->steps, s->n, s->room);
	s->steps[s->n++] = step;
	return 0;
}

/* Add the names and the contents of all files below @path to the digest. */
static int digest_tree(struct sha256 *d, const char *path)
{
	struct strlist names = { 0 };
	struct strbuf sb = STRBUF_INIT;
	int err;

	sha256_add_string(d, path + strlen(home_dir()));
	if (!is_dir(path)) {
		err = read_file(path, &sb);
		sha256_add(d, &sb.len, sizeof(sb.len));
		sha256_add(d, sb.buf, sb.len);
		sb_free(&sb);
		return err == -ENOENT ? 0 : err;
	}
	err = list_dir(path, &names);
	for (size_t i = 0; i < names.n && !err; i++) {
		char *sub = path_join(path, names.v[i]);

		err = digest_tree(d, sub);
		free(sub);
	}
	sha256_add_string(d, "/");
	sl_free(&names);
	return err;
}

static int make_id(struct series *s, const char *home, const char *name)
{
	static const char *const parts[] = {
		"series", "kernel", "tests/stock", "tests/mainline",
	};
	struct sha256 d;
	int err = 0;

	sha256_init(&d);
	sha256_add_string(&d, ENGINE_VERSION);
	sha256_add_string(&d, name ? name : "");
	for (size_t i = 0; i < ARRAY_SIZE(parts) && !err; i++) {
		char *path = path_join(home, parts[i]);

		err = digest_tree(&d, path);
		if (err)
			fail(EXIT_TOOL, -err, "%s cannot be read: %s", path,
			     strerror(-err));
		free(path);
	}
	for (size_t i = 0; i < s->omitted.n; i++)
		sha256_add_string(&d, s->omitted.v[i]);
	sha256_hex(&d, s->id);
	return err;
}

/* Check that the steps belong to series that there are. */
static int check_names(const struct series *s)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	int err = names_load(&names);

	for (size_t i = 0; i < s->n && !err; i++) {
		const struct step *step = &s->steps[i];

		for (size_t j = 0; j < step->series.n && !err; j++) {
			if (!sl_has(&names, step->series.v[j]))
				err = fail(EXIT_STEP, EINVAL,
					   "%s/message: there is no series '%s': it would have a cover letter, series/cover.%s",
					   step->dir, step->series.v[j],
					   step->series.v[j]);
		}
	}
	return err;
}

/* All steps in the directory series/, in order, as they are for a dialect. */
static int add_series(struct series *s, const char *home, const char *dialect)
{
	struct strlist names = { 0 };
	char *top = path_join(home, "series");
	int err = list_dir(top, &names);

	if (err)
		fail(EXIT_TOOL, -err,
		     "the series in %s cannot be read (%s): set LAZYMMU_HOME to the directory that holds series/",
		     top, strerror(-err));
	for (size_t i = 0; i < names.n && !err; i++) {
		char *dir = path_join(top, names.v[i]);

		if (is_step_name(names.v[i]) && is_dir(dir))
			err = add_step(s, dir, dialect);
		free(dir);
	}
	sl_free(&names);
	free(top);
	if (!err)
		err = check_names(s);
	return err ? err : parts_check(s->steps, s->n);
}

int series_load_all(struct series *out)
{
	const char *home = home_dir();
	struct series s = { 0 };
	int err = home ? add_series(&s, home, NULL) : -ENOENT;

	if (err)
		series_free(&s);
	else
		*out = s;
	return err;
}

int series_load_update(struct step *out)
{
	const char *home = home_dir();
	char *dir;
	int err;

	if (!home)
		return -ENOENT;
	dir = path_join(home, "series/update");
	err = step_load(dir, NULL, out);
	free(dir);
	return err;
}

int series_need_parts(const struct strlist *parts)
{
	struct series all;
	int err;

	if (!parts->n)
		return 0;
	err = series_load_all(&all);
	if (err)
		return err;
	err = parts_need(all.steps, all.n, parts);
	series_free(&all);
	return err;
}

/* Keep the steps of the series @name. */
static int choose_series(struct series *s, const char *name)
{
	size_t n = 0;
	int err = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct step *step = &s->steps[i];

		if (!sl_has(&step->series, name)) {
			step_free(step);
			continue;
		}
		if (!err)
			err = step_use_series(step, name);
		s->steps[n++] = *step;
	}
	s->n = n;
	return err;
}

/* Keep the steps for a version and a variant, without those of some parts. */
static void choose_steps(struct series *s, const char *version,
			 enum variant variant, const struct strlist *without)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct step *step = &s->steps[i];
		bool wanted = step_is_for(step, version) &&
			      (variant != STOCK || step->stock);

		if (wanted && step->part && without && sl_has(without, step->part)) {
			sl_add(&s->omitted, step->name);
			wanted = false;
		}
		if (wanted)
			s->steps[n++] = *step;
		else
			step_free(step);
	}
	s->n = n;
}

/*
 * The step that only the variant has. That of STOCK is for the tests of a series;
 * what measuring mainline's mode needs goes on top of any series that keeps it.
 */
static int add_own_step(struct series *s, const char *home, const char *name,
			const char *version, enum variant variant,
			const char *dialect)
{
	char *dir = str_fmt("%s/tests/%s", home, variant_name(variant));
	size_t n = s->n;
	int err = is_dir(dir) ? add_step(s, dir, dialect) : 0;

	if (!err && s->n > n && (!step_is_for(&s->steps[n], version) ||
				 (variant == STOCK && !sl_has(&s->steps[n].series, name))))
		step_free(&s->steps[--s->n]);
	free(dir);
	return err;
}

/* Let the steps know what their edits remove from the kernels they were made for. */
static int know_removed(struct series *s)
{
	int err;

	s->removed = calloc(1, sizeof(*s->removed));
	if (!s->removed)
		oom();
	err = removed_load(s->removed);
	for (size_t i = 0; i < s->n && !err; i++)
		s->steps[i].removed = s->removed;
	return err;
}

int series_load(const char *name, const char *version, enum variant variant,
		const struct strlist *without, struct series *out)
{
	const char *home = home_dir();
	const char *dialect = NULL;
	struct series s = { 0 };
	int err;

	if (!home)
		return -ENOENT;
	err = versions_dialect_of(version, &dialect);
	if (!err && name)
		err = add_series(&s, home, dialect);
	if (!err && name)
		err = choose_series(&s, name);
	if (!err && without && without->n)
		err = parts_need(s.steps, s.n, without);
	if (!err)
		choose_steps(&s, version, variant, without);
	if (!err && name && variant == PORTED)
		err = know_removed(&s);
	if (!err && variant != PORTED)
		err = add_own_step(&s, home, name, version, variant, dialect);
	if (!err)
		err = make_id(&s, home, name);
	if (err)
		series_free(&s);
	else
		*out = s;
	return err;
}

void series_free(struct series *s)
{
	for (size_t i = 0; i < s->n; i++)
		step_free(&s->steps[i]);
	free(s->steps);
	if (s->removed)
		removed_free(s->removed);
	free(s->removed);
	sl_free(&s->omitted);
	*s = (struct series){ 0 };
}
