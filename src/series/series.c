// SPDX-License-Identifier: GPL-2.0-only
#include "series/series.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/sha256.h"
#include "util/strbuf.h"

/* Increment this when the program makes another result of the same steps. */
#define ENGINE_VERSION "1"

static bool is_step_name(const char *name)
{
	return name[0] >= '0' && name[0] <= '9';
}

static int add_step(struct series *s, const char *dir, const char *version,
		    bool only_stock)
{
	struct step step;
	int err;

	err = step_load(dir, &step);
	if (err)
		return err;
	if (!step_is_for(&step, version) || (only_stock && !step.stock)) {
		step_free(&step);
		return 0;
	}
	GROW(s->steps, s->n, s->room);
	s->steps[s->n++] = step;
	return 0;
}

/* Add the names and contents of everything below @path to the digest. */
static int digest_tree(struct sha256 *d, const char *path)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	int err;

	sha256_add_string(d, path + strlen(home_dir()));
	if (!is_dir(path)) {
		err = read_file(path, &text);
		sha256_add(d, &text.len, sizeof(text.len));
		sha256_add(d, text.buf, text.len);
		return err == -ENOENT ? 0 : err;
	}
	err = list_dir(path, &names);
	for (size_t i = 0; i < names.n && !err; i++) {
		char *sub __cleanup(str_free) = path_join(path, names.v[i]);

		err = digest_tree(d, sub);
	}
	sha256_add_string(d, "/");
	return err;
}

static int make_id(struct series *s, const char *home)
{
	static const char *const parts[] = {
		"series", "kernel", "tests/stock", "tests/mainline",
	};
	struct sha256 d;
	int err = 0;

	sha256_init(&d);
	sha256_add_string(&d, ENGINE_VERSION);
	for (size_t i = 0; i < ARRAY_SIZE(parts) && !err; i++) {
		char *path __cleanup(str_free) = path_join(home, parts[i]);

		err = digest_tree(&d, path);
		if (err)
			fail(EXIT_TOOL, -err, "%s cannot be read: %s", path,
			     strerror(-err));
	}
	sha256_hex(&d, s->id);
	return err;
}

/* Add the steps in series/. */
static int add_series(struct series *s, const char *home, const char *version,
		      bool stock)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	char *top __cleanup(str_free) = path_join(home, "series");
	int err = list_dir(top, &names);

	if (err)
		fail(EXIT_TOOL, -err,
		     "the series in %s cannot be read (%s): set LAZYMMU_HOME to the directory that holds series/",
		     top, strerror(-err));
	for (size_t i = 0; i < names.n && !err; i++) {
		char *dir __cleanup(str_free) = path_join(top, names.v[i]);

		if (is_step_name(names.v[i]) && is_dir(dir))
			err = add_step(s, dir, version, stock);
	}
	return err;
}

int series_load(const char *version, enum variant variant, struct series *out)
{
	const char *home = home_dir();
	struct series s = { 0 };
	int err = 0;

	if (!home)
		return -ENOENT;
	if (variant != MAINLINE)
		err = add_series(&s, home, version, variant == STOCK);
	if (!err && variant != PORTED) {
		char *dir __cleanup(str_free) =
			str_fmt("%s/tests/%s", home, variant_name(variant));

		if (is_dir(dir))
			err = add_step(&s, dir, version, false);
	}
	if (!err)
		err = make_id(&s, home);
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
	*s = (struct series){ 0 };
}
