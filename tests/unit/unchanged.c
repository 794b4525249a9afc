// SPDX-License-Identifier: GPL-2.0-only
#include "unchanged.h"

#include <ftw.h>
#include <string.h>
#include <sys/stat.h>

#include "fixture.h"
#include "util/file.h"
#include "util/sha256.h"
#include "util/strlist.h"

/* A digest of everything in @dir, except git's objects. */
static struct sha256 sum;

static int sum_one(const char *path, const struct stat *st, int type,
		   struct FTW *ftw)
{
	struct strbuf sb = STRBUF_INIT;

	(void)ftw;
	if (strstr(path, "/objects/"))
		return 0;
	sha256_add_string(&sum, path);
	sha256_add(&sum, &st->st_mode, sizeof(st->st_mode));
	if (type == FTW_F) {
		sha256_add(&sum, &st->st_mtim, sizeof(st->st_mtim));
		assert_int_equal(read_file(path, &sb), 0);
		sha256_add(&sum, sb.buf, sb.len);
	}
	sb_free(&sb);
	return 0;
}

void sum_tree(const char *dir, char hex[65])
{
	sha256_init(&sum);
	assert_int_equal(nftw(at(dir), sum_one, 32, FTW_PHYS), 0);
	sha256_hex(&sum, hex);
}

void assert_unchanged(const char *before)
{
	char now[65];

	sum_tree("k", now);
	assert_string_equal(now, before);
}

void assert_no_scratch(void)
{
	struct strlist names = { 0 };

	if (exists(at("cache/tmp")))
		assert_int_equal(list_dir(at("cache/tmp"), &names), 0);
	sl_add(&names, ".lock");
	sl_unique(&names);
	assert_int_equal(names.n, 1);
	sl_free(&names);
}

void refuses(const char *args, int status, const char *part)
{
	char before[65];

	sum_tree("k", before);
	run(args, status, part);
	assert_unchanged(before);
}
