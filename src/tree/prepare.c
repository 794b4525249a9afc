// SPDX-License-Identifier: GPL-2.0-only
#include "tree/prepare.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/proc.h"
#include "host/spatch.h"
#include "series/names.h"
#include "tree/apply.h"
#include "tree/identity.h"
#include "tree/store.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/sha256.h"
#include "util/strbuf.h"

/*
 * The reference of a prepared tree. Its name is a digest of all that the tree
 * depends on.
 */
static char *tree_ref(const struct kernel *k, const struct series *s,
		      enum variant variant)
{
	char *label __cleanup(str_free) = variant_label(variant, k->series);
	struct sha256 d;
	char hex[65];

	sha256_init(&d);
	sha256_add_string(&d, k->head);
	sha256_add_string(&d, k->version);
	sha256_add_string(&d, s->id);
	sha256_hex(&d, hex);
	return str_fmt("refs/heads/%s-%.16s", label, hex);
}

static void print_step(void *arg, const struct step_result *r)
{
	struct strlist lost __cleanup(sl_free) = { 0 };

	(void)arg;
	for (size_t i = 0; r->step->trial && i < r->numstat->n; i++) {
		const char *path = strrchr(r->numstat->v[i], '\t');

		note("  changes %s", path ? path + 1 : r->numstat->v[i]);
	}
	if (r->step->trial)
		return;
	if (r->skipped)
		note("  %zu/%zu  %s: skipped, %s", r->number, r->total,
		     r->step->name, r->skipped);
	else
		note("  %zu/%zu  %s", r->number, r->total, r->step->subject);
	for (size_t i = 0; i < r->said->n; i++)
		note("       %s", r->said->v[i]);
	losses_describe(r->losses, NULL, &lost);
	for (size_t i = 0; i < lost.n; i++)
		note_always("       %s", lost.v[i]);
}

/* Apply @s to @k in the scratch directory of @w. */
static int put_series(const struct kernel *k, const struct series *s,
		      struct work *w)
{
	struct identity who __cleanup(identity_free) = { 0 };
	int err = identity_fixed(k, &who);

	if (!err)
		err = work_open(k, w);
	if (!err)
		err = apply_steps(w, s, &who, print_step, NULL);
	return err;
}

/* Apply the steps @s to @k, and keep the result as @ref. */
static int prepare_variant(const struct kernel *k, const struct series *s,
			   const char *ref, char commit[65])
{
	struct work w __cleanup(work_close) = WORK_INIT;
	int err = put_series(k, s, &w);

	if (!err)
		err = store_keep(k, &w, ref);
	if (!err)
		snprintf(commit, 65, "%s", w.commit);
	return err;
}

/* Open the prepared tree @commit as a kernel, so that a patch can be applied to it. */
static int open_prepared(const struct kernel *k, const char *commit,
			 struct kernel *out)
{
	struct strbuf tree __cleanup(sb_free) = STRBUF_INIT;
	struct store s __cleanup(store_close) = STORE_INIT;
	char *spec __cleanup(str_free) = str_fmt("%s^{tree}", commit);
	int err = store_open(k, &s);

	if (!err)
		err = git_ok(&s.g, &tree, "rev-parse", "--verify", "-q", spec);
	if (err)
		return err;
	sb_rtrim(&tree);
	*out = (struct kernel){
		.path = str_dup(k->path),
		.git_dir = str_dup(s.path),
		.objects = path_join(s.path, "objects"),
		.shallow = path_join(s.path, "shallow"),
		.format = str_dup(k->format),
		.head = str_dup(commit),
		.tree = sb_detach(&tree),
		.version = str_dup(k->version),
		.release = str_dup(k->release),
		.series = k->series ? str_dup(k->series) : NULL,
		.bare = true,
		.fetched = true,
	};
	return 0;
}

/* Add the name and the content of @path to the digest, or those of its files. */
static int digest_files(struct sha256 *d, const char *path, const char *name)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	struct strbuf sb __cleanup(sb_free) = STRBUF_INIT;
	int err;

	if (!is_dir(path)) {
		err = read_file(path, &sb);
		if (err)
			return fail(EXIT_TOOL, -err, "%s cannot be read: %s",
				    path, strerror(-err));
		sha256_add_string(d, name);
		sha256_add(d, &sb.len, sizeof(sb.len));
		sha256_add(d, sb.buf, sb.len);
		return 0;
	}
	err = list_dir(path, &names);
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", path,
			    strerror(-err));
	for (size_t i = 0; i < names.n && !err; i++) {
		char *sub __cleanup(str_free) = path_join(path, names.v[i]);

		err = digest_files(d, sub, names.v[i]);
	}
	return err;
}

/* A patch counts by its content, a step by its files and their names. */
static int digest_patch(const char *path, const char *commit,
			const struct series *s, char hex[65])
{
	struct sha256 d;
	int err;

	sha256_init(&d);
	sha256_add_string(&d, commit);
	sha256_add_string(&d, s->id);
	err = digest_files(&d, path, "");
	sha256_hex(&d, hex);
	return err;
}

/* Apply the semantic patch or the step @path to the prepared tree @commit. */
static int prepare_with(const struct kernel *k, const char *path,
			const char *ref, char commit[65])
{
	struct work w __cleanup(work_close) = WORK_INIT;
	struct kernel base __cleanup(kernel_free) = { 0 };
	struct step step __cleanup(step_free) = { 0 };
	const struct series one = { .steps = &step, .n = 1 };
	int err = step_try(path, &step);

	if (!err)
		err = open_prepared(k, commit, &base);
	if (err)
		return err;
	note("putting %s on top", path);
	err = put_series(&base, &one, &w);
	if (!err)
		err = store_add(k, &w, ref);
	if (!err)
		snprintf(commit, 65, "%s", w.commit);
	return err;
}

static int find_patch(const char *with, char **path)
{
	*path = realpath(with, NULL);
	if (!*path)
		return fail(EXIT_TOOL, errno, "%s cannot be read: %s", with,
			    strerror(errno));
	return 0;
}

static int check_patch(const char *with)
{
	struct step step __cleanup(step_free) = { 0 };
	char *spatch __cleanup(str_free) = proc_find("spatch");
	char *path __cleanup(str_free) = NULL;
	int err = find_patch(with, &path);

	if (!err)
		err = step_try(path, &step);
	for (size_t i = 0; i < step.nr_cocci && !err && spatch; i++)
		err = spatch_parse(step.cocci[i].path);
	return err;
}

int prepare_check(const struct recipe *r)
{
	int err = r->without ? series_need_parts(r->without) : 0;

	return err || !r->with ? err : check_patch(r->with);
}

/* Apply the patch @with, unless the store has the result already. */
static int put_on_top(const struct kernel *k, const struct series *s,
		      const char *with, char commit[65])
{
	char *path __cleanup(str_free) = NULL;
	char *ref __cleanup(str_free) = NULL;
	char base[65], before[65], after[65];
	int ret;

	ret = find_patch(with, &path);
	if (ret)
		return ret;
	snprintf(base, sizeof(base), "%s", commit);
	ret = digest_patch(path, base, s, before);
	if (ret)
		return ret;
	ref = str_fmt("refs/heads/with-%.16s", before);
	ret = store_has(k, ref, commit);
	if (ret)
		return ret < 0 ? ret : 0;
	ret = prepare_with(k, path, ref, commit);
	/* The patch is read more than once and may have changed meanwhile. */
	if (!ret)
		ret = digest_patch(path, base, s, after);
	if (!ret && strcmp(before, after)) {
		ret = store_drop(k, ref);
		if (!ret)
			ret = fail(EXIT_TOOL, EAGAIN,
				   "%s changed while it was read: run this again",
				   with);
	}
	return ret;
}

static void note_recipe(const struct kernel *k, const struct series *s,
			const struct recipe *r)
{
	static const char *const begins[] = {
		[PORTED] = "applying the series to",
		[STOCK] = "adding the tests to stock",
		[MAINLINE] = "adding the workloads to",
	};

	note("%s Linux %s (%s)", begins[r->variant], k->release, k->path);
	for (size_t i = 0; i < s->omitted.n; i++)
		note("  without %s", s->omitted.v[i]);
}

int prepare_tree(const struct kernel *k, const struct recipe *r, char commit[65])
{
	struct series s __cleanup(series_free) = { 0 };
	char *ref __cleanup(str_free) = NULL;
	int lock __cleanup(fd_close) = -1;
	/* Only mainline's kernel is measured without any series. */
	const char *name = k->series || r->variant == MAINLINE ? k->series : SERIES_STATEFUL;
	int ret = series_load(name, k->version, r->variant, r->without, &s);

	if (ret)
		return ret;
	ref = tree_ref(k, &s, r->variant);
	lock = store_lock(k);
	if (lock < 0)
		return lock;
	if (!s.n) {
		/* No step applies: the kernel is used as it is. */
		snprintf(commit, 65, "%s", k->head);
	} else {
		ret = store_has(k, ref, commit);
		if (ret < 0)
			return ret;
		if (!ret) {
			note_recipe(k, &s, r);
			ret = prepare_variant(k, &s, ref, commit);
			if (ret)
				return ret;
		}
	}
	return r->with ? put_on_top(k, &s, r->with, commit) : 0;
}
