// SPDX-License-Identifier: GPL-2.0-only
#include "build/configure.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "build/flavour.h"
#include "host/git.h"
#include "host/proc.h"
#include "host/space.h"
#include "tree/store.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/sha256.h"
#include "util/strbuf.h"
#include "util/strlist.h"

int configure_collect(const struct target *t, const char *flavour,
		      struct kconfig *wanted, char **cflags, char hash[65])
{
	struct strlist files __cleanup(sl_free) = { 0 };
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	struct sha256 d;
	int err;

	sl_add(&files, "common.config");
	sl_add_all(&files, &t->config);
	sl_addf(&files, "%s.config", flavour);
	for (size_t i = 0; i < files.n; i++) {
		char *path __cleanup(str_free) =
			str_fmt("%s/targets/%s", home_dir(), files.v[i]);

		err = kconfig_add_file(wanted, path);
		if (err)
			return err;
	}
	err = flavours_cflags(flavour, cflags);
	if (err)
		return err;
	kconfig_print(wanted, &text);
	sha256_init(&d);
	sha256_add(&d, text.buf, text.len);
	sha256_add(&d, *cflags, strlen(*cflags));
	sha256_hex(&d, hash);
	return 0;
}

/*
 * Does the commit @commit define the symbol in @line, a line of
 * kconfig_check()?
 *
 * Return: 1 or 0, or a negative errno value (failure recorded).
 */
static int has_symbol(const struct kernel *k, const char *commit, const char *line)
{
	struct store store __cleanup(store_close) = STORE_INIT;
	char *pattern __cleanup(str_free) = NULL;
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	const char *symbol = strstr(line, "CONFIG_");
	int ret;

	if (!symbol)
		return 1;
	symbol += strlen("CONFIG_");
	pattern = str_fmt("^[[:space:]]*(menu)?config %.*s$",
			  (int)strcspn(symbol, "="), symbol);
	ret = store_open(k, &store);
	if (ret)
		return ret;
	ret = git_try(&store.g, NULL, 0, NULL, &err,
		      ARGS("grep", "-qE", pattern, commit, "--", "*Kconfig*"));
	if (ret > 1)
		return git_failed(&store.g, "grep", ret, err.buf);
	return ret < 0 ? ret : !ret;
}

/* Show the symbols in @missing, and count those that are not excused. */
static int count_lacking(const struct make *m, const struct kernel *k,
			 const char *partial, const struct strlist *missing,
			 struct strlist *lacking)
{
	for (size_t i = 0; i < missing->n; i++) {
		int has = partial ? has_symbol(k, partial, missing->v[i]) : 1;

		if (has < 0)
			return has;
		if (!has)
			continue;
		sl_add(lacking, missing->v[i]);
		note("[%s] %s", m->name, missing->v[i]);
	}
	return 0;
}

static int check_config(const struct make *m, const struct kconfig *wanted,
			const struct kernel *k, const char *partial)
{
	struct strlist missing __cleanup(sl_free) = { 0 };
	struct strlist optional __cleanup(sl_free) = { 0 };
	struct strlist lacking __cleanup(sl_free) = { 0 };
	char *path __cleanup(str_free) = path_join(m->outdir, ".config");
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	int err = read_file(path, &text);

	if (err)
		return fail(EXIT_BUILD, -err, "%s cannot be read: %s", path,
			    strerror(-err));
	kconfig_check(wanted, text.buf, &missing, &optional);
	for (size_t i = 0; i < optional.n; i++)
		note("[%s] optional: %s", m->name, optional.v[i]);
	err = count_lacking(m, k, partial, &missing, &lacking);
	if (!err && lacking.n)
		err = fail(EXIT_BUILD, EINVAL,
			   "%s: %zu wanted symbol%s did not stick in the configuration, first %s",
			   m->name, lacking.n, lacking.n == 1 ? "" : "s",
			   lacking.v[0]);
	return err;
}

int configure_run(const struct make *m, const struct kconfig *wanted,
		  const struct kernel *k, const char *partial)
{
	char *path __cleanup(str_free) = path_join(m->outdir, "lazymmu.config");
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	int ret;

	kconfig_print(wanted, &text);
	ret = write_file(path, text.buf, text.len);
	if (ret)
		return fail(EXIT_TOOL, -ret, "%s cannot be written: %s", path,
			    strerror(-ret));
	sb_reset(&text);
	ret = make_config(m, path, &text);
	if (ret < 0)
		return ret;
	if (ret && (space_blamed(text.buf) || space_is_out(m->outdir)))
		return fail(EXIT_NO_SPACE, ENOSPC,
			    "no space left in %s to configure %s", m->outdir, m->name);
	if (ret) {
		note("%s", text.buf);
		return fail(EXIT_BUILD, EIO, "%s: make allnoconfig: %s", m->name,
			    proc_status(ret));
	}
	return check_config(m, wanted, k, partial);
}
