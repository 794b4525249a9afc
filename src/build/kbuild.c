// SPDX-License-Identifier: GPL-2.0-only
/* Building kernels. */
#include "build/kbuild.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "build/kconfig.h"
#include "build/makelog.h"
#include "build/patched.h"
#include "host/git.h"
#include "host/proc.h"
#include "host/space.h"
#include "tree/prepare.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/paths.h"
#include "util/scratch.h"
#include "util/sha256.h"

#define BUILD_BYTES	(600ULL << 20)	/* a debug kernel's objects */

/*
 * struct job - a build while it runs
 * @name: "x86_64-debug", for messages
 * @id: kernel, flavour, stock or ported, and the tree it is from
 */
struct job {
	const struct kbuild_request *rq;
	struct kbuild *b;
	char *name;
	char *id;
	char *srcdir;
	char *outdir;
	char *stamp;
	char *log_path;
	FILE *log;
	struct kconfig wanted;
	struct makelog make;
	char *compiler;
	char config_hash[65];
	size_t expected;	/* objects the last build compiled */
	double started;
	double shown;
};

void kbuild_free(struct kbuild *b)
{
	free(b->image);
	free(b->outdir);
	free(b->commit);
	if (b->lock >= 0)
		close(b->lock);
	*b = (struct kbuild){ .lock = -1 };
}

static const char *what(const struct kbuild_request *rq)
{
	return rq->commit ? "bisect" : variant_name(rq->variant);
}

/* Names in the cache: two kernels of one version must not share a directory. */
static void name_things(struct job *j)
{
	const struct kbuild_request *rq = j->rq;
	const struct kernel *k = rq->kernel;
	struct sha256 d;
	char hex[65];

	sha256_init(&d);
	sha256_add_string(&d, k->git_dir);
	sha256_hex(&d, hex);
	j->name = str_fmt("%s-%s", rq->target->kernel, rq->flavour);
	j->id = str_fmt("%s-%s-%s-%s-%.8s", k->version, rq->target->kernel,
			rq->flavour, what(rq), hex);
	j->outdir = str_fmt("%s/build/%s", cache_dir(), j->id);
	if (rq->commit) {
		/* All that is kept of one is that it could be built. */
		j->stamp = str_fmt("%s/stamps/%s", j->outdir, rq->commit->id);
		j->log_path = str_fmt("%s/logs/build-%s-%02zu.log", cache_dir(),
				      j->id, rq->commit->number);
		return;
	}
	j->stamp = path_join(j->outdir, "lazymmu.stamp");
	j->log_path = str_fmt("%s/logs/build-%s.log", cache_dir(), j->id);
}

static int lock(const struct job *j, const char *id)
{
	char *path __cleanup(str_free) = str_fmt("%s/build/%s.lock", cache_dir(), id);
	char *holder __cleanup(str_free) = str_fmt("builds or boots %s", j->name);

	return lock_take(path, holder);
}

static int collect_wanted(struct job *j)
{
	const struct target *t = j->rq->target;
	struct strlist files = { 0 };
	struct strbuf text;
	struct sha256 d;
	int ret = 0;

	sl_add(&files, "common.config");
	sl_add_all(&files, &t->config);
	sl_addf(&files, "%s.config", j->rq->flavour);
	for (size_t i = 0; !ret && i < files.n; i++) {
		char *path = str_fmt("%s/targets/%s", home_dir(), files.v[i]);

		ret = kconfig_add_file(&j->wanted, path);
		free(path);
	}
	sl_free(&files);
	sb_init(&text);
	kconfig_print(&j->wanted, &text);
	sha256_init(&d);
	sha256_add(&d, text.buf, text.len);
	sha256_hex(&d, j->config_hash);
	sb_free(&text);
	return ret;
}

static int find_compiler(struct job *j)
{
	char *cc = str_fmt("%sgcc", j->rq->target->cross);
	const char *const argv[] = { cc, "--version", NULL };
	struct strbuf out;
	int ret;

	sb_init(&out);
	ret = proc_run(argv, &(struct proc){ .out = &out, .err = &out });
	if (ret == -ENOENT)
		ret = fail(EXIT_MISSING_TOOL, ENOENT,
			   "'%s' is missing; 'lazymmu doctor --install' brings it",
			   cc);
	else if (ret)
		ret = fail(EXIT_TOOL, EIO, "%s --version: %s", cc,
			   proc_status(ret));
	else
		j->compiler = str_fmt("%.*s", (int)strcspn(out.buf, "\n"),
				      out.buf);
	sb_free(&out);
	free(cc);
	return ret;
}

/* What make is told: also which of our environment it must not see. */
static int run_make(struct job *j, const struct strlist *goals, bool config,
		    int (*line)(void *, const char *, size_t, bool),
		    struct strbuf *out)
{
	const struct target *t = j->rq->target;
	char *allconfig = str_fmt("KCONFIG_ALLCONFIG=%s/lazymmu.config",
				  j->outdir);
	char *const env[] = {
		"LC_ALL=C", "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "KBUILD_OUTPUT",
		"KCONFIG_CONFIG", "ARCH", "CROSS_COMPILE", "CC", "LD", "CFLAGS",
		"CPPFLAGS", "LDFLAGS", "KCFLAGS", "V", "O", "C", "W",
		"LOCALVERSION", "KBUILD_BUILD_TIMESTAMP",
		"KBUILD_BUILD_USER=lazymmu", "KBUILD_BUILD_HOST=localhost",
		config ? allconfig : "KCONFIG_ALLCONFIG", NULL,
	};
	struct strlist argv = { 0 };
	struct proc p = {
		.cwd = j->srcdir, .env = env, .out = out, .merge_err = true,
		.line = line, .arg = j,
	};
	int ret;

	sl_add(&argv, "make");
	sl_addf(&argv, "O=%s", j->outdir);
	sl_addf(&argv, "ARCH=%s", t->arch);
	sl_addf(&argv, "CROSS_COMPILE=%s", t->cross);
	sl_addf(&argv, "LOCALVERSION=-%s", what(j->rq));
	sl_addf(&argv, "-j%ld", sysconf(_SC_NPROCESSORS_ONLN));
	sl_add_all(&argv, goals);
	ret = proc_run((const char *const *)argv.v, &p);
	sl_free(&argv);
	free(allconfig);
	if (ret == -ENOENT)
		fail(EXIT_MISSING_TOOL, ENOENT,
		     "'make' is missing; 'lazymmu doctor --install' brings it");
	return ret;
}

/*
 * Is the symbol of this line from kconfig_check() one that the series brings
 * with a later commit?
 */
static bool comes_later(const struct job *j, const char *line)
{
	const char *symbol = strstr(line, "CONFIG_");
	struct git g = { .own = true };
	char *repo, *pattern;
	bool has;

	if (!j->rq->commit || !symbol)
		return false;
	symbol += strlen("CONFIG_");
	repo = prepare_repo(j->rq->kernel);
	pattern = str_fmt("^[[:space:]]*(menu)?config %.*s$",
			  (int)strcspn(symbol, "="), symbol);
	g.dir = repo;
	has = git_status(&g, NULL, "grep", "-qE", pattern, j->b->commit, "--",
			 "*Kconfig*") != 1;
	free(pattern);
	free(repo);
	return !has;
}

static int check_config(struct job *j)
{
	struct strlist missing = { 0 }, optional = { 0 }, lacking = { 0 };
	char *path = path_join(j->outdir, ".config");
	struct strbuf text;
	int ret;

	sb_init(&text);
	ret = read_file(path, &text);
	if (ret < 0) {
		fail(EXIT_BUILD, -ret, "%s: %s", path, strerror(-ret));
		goto out;
	}
	kconfig_check(&j->wanted, text.buf, &missing, &optional);
	for (size_t i = 0; i < optional.n; i++)
		note("[%s] optional: %s", j->name, optional.v[i]);
	for (size_t i = 0; i < missing.n; i++) {
		if (comes_later(j, missing.v[i]))
			continue;
		sl_add(&lacking, missing.v[i]);
		note("[%s] %s", j->name, missing.v[i]);
	}
	if (lacking.n)
		ret = fail(EXIT_BUILD, EINVAL,
			   "%s: %zu wanted symbol%s did not stick in the configuration, first %s",
			   j->name, lacking.n, lacking.n == 1 ? "" : "s",
			   lacking.v[0]);
out:
	sl_free(&missing);
	sl_free(&lacking);
	sl_free(&optional);
	sb_free(&text);
	free(path);
	return ret;
}

static int configure(struct job *j)
{
	char *path = path_join(j->outdir, "lazymmu.config");
	struct strlist goals = { 0 };
	struct strbuf text;
	int ret;

	sb_init(&text);
	kconfig_print(&j->wanted, &text);
	ret = write_file(path, text.buf, text.len);
	if (ret < 0)
		fail(EXIT_TOOL, -ret, "%s: %s", path, strerror(-ret));
	sb_reset(&text);
	sl_add(&goals, "allnoconfig");
	if (!ret)
		ret = run_make(j, &goals, true, NULL, &text);
	if (ret > 0) {
		note("%s", text.buf);
		ret = fail(EXIT_BUILD, EIO, "%s: make allnoconfig: %s", j->name,
			   proc_status(ret));
	}
	if (!ret)
		ret = check_config(j);
	sl_free(&goals);
	sb_free(&text);
	free(path);
	return ret;
}

static void show_progress(struct job *j, bool last)
{
	bool tty = isatty(STDERR_FILENO);
	double t = clock_wall();
	char total[32] = "";

	if (note_is_quiet() || (!last && t - j->shown < (tty ? 0.2 : 5)))
		return;
	j->shown = t;
	if (j->expected > j->make.objects && !last)
		snprintf(total, sizeof(total), " of about %zu", j->expected);
	fprintf(stderr, "%s[%s] %zu%s objects, %.0f s%s%s%s",
		tty ? "\r\033[K" : "", j->name, j->make.objects, total,
		t - j->started, last ? "" : ", ", last ? "" : j->make.current,
		tty && !last ? "" : "\n");
}

static int build_line(void *arg, const char *line, size_t len, bool is_err)
{
	struct job *j = arg;

	(void)len;
	(void)is_err;
	makelog_line(&j->make, line);
	fprintf(j->log, "%s\n", line);
	show_progress(j, false);
	return 0;
}

/* What is not the same in the commit that is built and in @base. */
static int changed_files(const struct job *j, const char *base,
			 struct strlist *files)
{
	struct strbuf names = STRBUF_INIT;
	char *dir = prepare_repo(j->rq->kernel);
	struct git g = { .own = true, .dir = dir };
	int ret;

	ret = git_ok(&g, &names, "diff", "--name-only", "-z", base,
		     j->b->commit);
	if (!ret)
		sl_split_nul(files, names.buf, names.len);
	sb_free(&names);
	free(dir);
	return ret;
}

/* The files that the series touches. */
static int touched_files(const struct job *j, struct strlist *files)
{
	if (j->rq->commit) {
		sl_add_all(files, j->rq->commit->touched);
		return 0;
	}
	return changed_files(j, j->rq->kernel->head, files);
}

/*
 * Warnings about what the series touches are shown; others only counted. In a
 * commit on the way they are a failure.
 */
static int show_warnings(struct job *j)
{
	struct strlist files = { 0 }, lines = { 0 };
	int ret = 0;

	if (!j->make.warnings.n)
		return 0;
	ret = touched_files(j, &files);
	makelog_touching(&j->make, &files, &lines);
	if (lines.n || !j->rq->commit)
		note("[%s] %zu compiler warnings, %zu of them in files the series touches",
		     j->name, j->make.warnings.n, lines.n);
	for (size_t i = 0; i < lines.n; i++)
		note("  %s", lines.v[i]);
	if (!ret && lines.n && j->rq->commit)
		ret = fail(EXIT_BUILD, EINVAL,
			   "%s (%s) does not build without warnings: %s; the whole log is %s",
			   j->name, what(j->rq), lines.v[0], j->log_path);
	sl_free(&files);
	sl_free(&lines);
	return ret;
}

/* Directories can be built if they are there and have something to build. */
static void find_goals(const struct job *j, struct strlist *goals)
{
	static const char *const makefiles[] = { "Kbuild", "Makefile" };

	for (size_t i = 0; i < j->rq->commit->goals->n; i++) {
		const char *dir = j->rq->commit->goals->v[i];
		bool has = false;

		for (int m = 0; m < 2; m++) {
			char *path = str_fmt("%s/%s%s", j->srcdir, dir, makefiles[m]);

			has |= exists(path);
			free(path);
		}
		if (has)
			sl_add(goals, dir);
	}
}

static int compile(struct job *j)
{
	struct strlist goals = { 0 };
	int ret;

	j->log = fopen(j->log_path, "we");
	if (!j->log)
		return fail(EXIT_TOOL, errno, "%s: %s", j->log_path,
			    strerror(errno));
	j->started = clock_wall();
	j->shown = j->started;
	makelog_init(&j->make, j->srcdir, j->outdir);
	if (j->rq->commit)
		find_goals(j, &goals);
	else
		sl_add_all(&goals, &j->rq->target->make);
	ret = run_make(j, &goals, false, build_line, NULL);
	sl_free(&goals);
	fclose(j->log);
	j->b->objects = j->make.objects;
	show_progress(j, true);
	if (ret < 0)
		return ret;
	if (ret) {
		for (size_t i = 0; i < j->make.errors.n; i++)
			note("  %s", j->make.errors.v[i]);
		return fail(EXIT_BUILD, EIO,
			    "%s (%s%s%s) does not build: %s; the whole log is %s",
			    j->name, what(j->rq), j->rq->with ? " with " : "",
			    j->rq->with ? j->rq->with : "",
			    j->make.errors.n ? j->make.errors.v[0] :
			    proc_status(ret), j->log_path);
	}
	return show_warnings(j);
}

static int hash_image(const struct job *j, char hex[65])
{
	struct strbuf image;
	struct sha256 d;
	int ret = 0;

	sb_init(&image);
	sha256_init(&d);
	if (j->b->image)
		ret = read_file(j->b->image, &image);
	sha256_add(&d, image.buf, image.len);
	sha256_hex(&d, hex);
	sb_free(&image);
	return ret;
}

/* What the result depends on, then what it is. */
static int describe(const struct job *j, struct strbuf *out)
{
	char hex[65];
	int ret = hash_image(j, hex);

	for (size_t i = 0; j->rq->commit && i < j->rq->commit->goals->n; i++)
		sb_addf(out, "goal %s\n", j->rq->commit->goals->v[i]);
	sb_addf(out, "commit %s\nconfig %s\ncompiler %s\nimage %s\n",
		j->b->commit, j->config_hash, j->compiler, hex);
	return ret;
}

static bool is_up_to_date(struct job *j)
{
	struct strbuf have, want;
	bool same = false;
	char *rest;

	sb_init(&have);
	sb_init(&want);
	if (!read_file(j->stamp, &have)) {
		rest = strstr(have.buf, "objects ");
		if (rest)
			sscanf(rest, "objects %zu\nwarnings %zu", &j->expected,
			       &j->b->warnings);
		same = !describe(j, &want) && rest &&
		       (size_t)(rest - have.buf) == want.len &&
		       !memcmp(have.buf, want.buf, want.len);
	}
	sb_free(&have);
	sb_free(&want);
	return same;
}

static int write_stamp(struct job *j)
{
	size_t objects = j->make.objects;
	struct strbuf text;
	int ret;

	/* An incremental build says little about a whole one. */
	if (objects < j->expected)
		objects = j->expected;
	sb_init(&text);
	ret = describe(j, &text);
	sb_addf(&text, "objects %zu\nwarnings %zu\n", objects,
		j->make.warnings.n);
	if (!ret)
		ret = write_file_atomic(j->stamp, text.buf, text.len);
	if (ret < 0)
		fail(EXIT_TOOL, -ret, "%s: %s", j->stamp, strerror(-ret));
	sb_free(&text);
	return ret;
}

static int make_directories(const struct job *j)
{
	int ret = mkdir_p(j->outdir, 0777);

	if (!ret)
		ret = mkdir_parents(j->stamp);
	if (!ret)
		ret = mkdir_parents(j->log_path);
	if (ret < 0)
		fail(EXIT_TOOL, -ret, "%s: %s", j->outdir, strerror(-ret));
	return ret;
}

/* Of a commit on the way its caller tells. */
static void tell(const struct job *j, const char *state)
{
	if (!j->rq->commit)
		note("[%s] %s %s%s%s: %s", j->name, what(j->rq),
		     j->rq->kernel->release, j->rq->with ? " with " : "",
		     j->rq->with ? j->rq->with : "", state);
}

/* It is there already. */
static bool found(struct job *j)
{
	if (!is_up_to_date(j))
		return false;
	j->b->reused = true;
	tell(j, "up to date");
	return true;
}

static int build_from(struct job *j, const char *commit)
{
	int ret;

	tell(j, "building");
	ret = space_check(cache_dir(), BUILD_BYTES, "a build");
	free(j->srcdir);
	j->srcdir = NULL;
	if (!ret)
		ret = checkout_update(j->rq->kernel, commit, what(j->rq),
				     &j->srcdir);
	if (!ret) {
		/* From here on the old stamp is no longer true. */
		unlink(j->stamp);
		ret = configure(j);
	}
	if (!ret)
		ret = compile(j);
	j->b->warnings = j->make.warnings.n;
	if (!ret)
		ret = write_stamp(j);
	return ret;
}

static int build(struct job *j);
static void job_free(struct job *j);

/*
 * With a patch on top: in the place of the build without it, so that make
 * compiles only what the patch changes. That build is put back when the next
 * one begins, and the files of the source are as old again as they were, so
 * that neither it nor those of other targets have to be made again.
 */
static int build_patched(struct job *j)
{
	const struct kernel *k = j->rq->kernel;
	struct kbuild_request rq = *j->rq;
	struct kbuild b = { .lock = -1 };
	struct job base = { .rq = &rq, .b = &b };
	struct strlist files = { 0 };
	struct timespec *mtimes = NULL;
	char *srcdir = NULL, *again = NULL;
	int ret;

	rq.with = NULL;
	name_things(&base);
	ret = build(&base);
	if (!ret)
		ret = patched_save(j->outdir);
	/* It may have been found without its source. */
	if (!ret)
		ret = checkout_update(k, b.commit, what(j->rq), &srcdir);
	if (!ret)
		ret = changed_files(j, b.commit, &files);
	if (!ret) {
		mtimes = patched_mtimes_read(srcdir, &files);
		ret = build_from(j, j->b->commit);
		if (!checkout_update(k, b.commit, what(j->rq), &again)) {
			patched_mtimes_restore(srcdir, &files, mtimes);
			checkout_refresh(k, b.commit, what(j->rq));
		}
	}
	free(mtimes);
	free(srcdir);
	free(again);
	sl_free(&files);
	kbuild_free(&b);
	job_free(&base);
	return ret;
}

static int build(struct job *j)
{
	const struct kernel *k = j->rq->kernel;
	char commit[65];
	int ret;

	ret = collect_wanted(j);
	if (!ret)
		ret = find_compiler(j);
	if (!ret && j->rq->commit)
		snprintf(commit, sizeof(commit), "%s", j->rq->commit->id);
	else if (!ret)
		ret = prepare_tree(k, j->rq->variant, j->rq->with,
				    commit);
	if (ret)
		return ret;
	j->b->commit = str_dup(commit);
	j->b->outdir = str_dup(j->outdir);
	if (!j->rq->target->compile_only && !j->rq->commit)
		j->b->image = path_join(j->outdir, j->rq->target->image);
	if (found(j))
		return 0;
	ret = patched_restore(j->outdir);
	if (ret > 0 && found(j))
		return 0;
	if (ret < 0)
		return ret;
	return j->rq->with ? build_patched(j) : build_from(j, commit);
}

static void job_free(struct job *j)
{
	kconfig_free(&j->wanted);
	makelog_free(&j->make);
	free(j->name);
	free(j->id);
	free(j->srcdir);
	free(j->outdir);
	free(j->stamp);
	free(j->log_path);
	free(j->compiler);
}

/*
 * Two locks: of the output directory, and of the source directory, which all
 * targets share.
 */
static int locked_build(struct job *j)
{
	char *source = str_fmt("%s-%s%s", j->rq->kernel->version, what(j->rq),
			       strrchr(j->id, '-'));
	int src_fd = -1, ret;

	ret = make_directories(j);
	if (!ret)
		ret = j->b->lock = lock(j, j->id);
	if (ret >= 0)
		ret = src_fd = lock(j, source);
	if (ret >= 0)
		ret = build(j);
	if (src_fd >= 0)
		close(src_fd);
	free(source);
	return ret;
}

int kbuild_run(const struct kbuild_request *rq, struct kbuild *b)
{
	struct job j = { .rq = rq, .b = b };
	double started = clock_wall();
	int ret;

	*b = (struct kbuild){ .lock = -1 };
	if (!home_dir() || !cache_dir())
		return -ENOENT;
	name_things(&j);
	ret = locked_build(&j);
	b->seconds = clock_wall() - started;
	if (ret)
		kbuild_free(b);
	job_free(&j);
	return ret;
}
