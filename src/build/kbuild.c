// SPDX-License-Identifier: GPL-2.0-only
#include "build/kbuild.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/changes.h"
#include "build/configure.h"
#include "build/flavour.h"
#include "build/make.h"
#include "build/patched.h"
#include "build/source.h"
#include "build/stamp.h"
#include "build/toolchain.h"
#include "host/cpus.h"
#include "host/proc.h"
#include "host/space.h"
#include "tree/checkout.h"
#include "tree/prepare.h"
#include "util/array.h"
#include "util/cache.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/paths.h"
#include "util/sha256.h"

#define BUILD_BYTES	(600ULL << 20)	/* disk space of a debug kernel's objects */

/*
 * struct build - a running build
 * @out: the result
 * @name: "x86_64-debug", for messages
 * @label: name of the source directory, and of what is built
 * @id: key of the build: kernel, flavour, variant, and the origin of the source
 * @srcdir: the source directory, set after the checkout
 * @cflags: the compiler arguments of the flavour
 * @unfinished: a file that exists while a commit is built
 * @source_lock: lock of the source directory, which all targets share; -1: not
 *		 held, or held by the build that this build is a part of
 * @built: the kernel has been built now
 */
struct build {
	const struct kbuild_request *rq;
	struct kbuild *out;
	char *name;
	char *label;
	char *id;
	char *srcdir;
	char *outdir;
	char *log_path;
	char *unfinished;
	char *cflags;
	struct kconfig wanted;
	struct makelog log;
	struct stamp stamp;
	int source_lock;
	bool built;
};

void kbuild_free(struct kbuild *b)
{
	free(b->image);
	free(b->outdir);
	sl_free(&b->modules);
	free(b->commit);
	if (b->lock >= 0)
		close(b->lock);
	*b = (struct kbuild){ .lock = -1 };
}

static void build_free(struct build *b)
{
	kconfig_free(&b->wanted);
	makelog_free(&b->log);
	free(b->stamp.path);
	free(b->stamp.compiler);
	sl_free(&b->stamp.goals);
	free(b->name);
	free(b->label);
	free(b->id);
	free(b->srcdir);
	free(b->outdir);
	free(b->log_path);
	free(b->unfinished);
	free(b->cflags);
	if (b->source_lock >= 0)
		close(b->source_lock);
}

static char *source_label(const struct kbuild_request *rq)
{
	return rq->commit ? str_dup("bisect") :
			    variant_label(rq->recipe.variant, rq->kernel->series);
}

/* The name of the build, for people. */
static char *build_label(const struct kbuild_request *rq)
{
	return rq->commit ? source_label(rq) :
			    recipe_label(&rq->recipe, rq->kernel->series);
}

/* Choose names in the cache. Two kernels of one version must not share a directory. */
static void name_build(struct build *b)
{
	const struct kbuild_request *rq = b->rq;
	const struct kernel *k = rq->kernel;
	struct sha256 d;
	char hex[65];

	sha256_init(&d);
	sha256_add_string(&d, k->git_dir);
	sha256_hex(&d, hex);
	b->name = str_fmt("%s-%s", rq->target->kernel, rq->flavour);
	b->label = source_label(rq);
	b->id = str_fmt("%s-%s-%s-%s-%.8s", k->version, rq->target->kernel,
			rq->flavour, b->label, hex);
	b->outdir = str_fmt("%s/build/%s", cache_dir(), b->id);
	b->unfinished = path_join(b->outdir, "lazymmu.unfinished");
	if (rq->commit) {
		/* For a single commit only the fact that it built is kept. */
		b->stamp.path = str_fmt("%s/stamps/%s", b->outdir, rq->commit->id);
		b->log_path = str_fmt("%s/logs/build-%s-%02zu.log", cache_dir(),
				      b->id, rq->commit->number);
		return;
	}
	b->stamp.path = path_join(b->outdir, "lazymmu.stamp");
	b->log_path = str_fmt("%s/logs/build-%s.log", cache_dir(), b->id);
}

static int make_directories(const struct build *b)
{
	int err = mkdir_p(b->outdir, 0777);

	if (!err)
		err = mkdir_parents(b->stamp.path);
	if (!err)
		err = mkdir_parents(b->log_path);
	if (err)
		return fail(EXIT_TOOL, -err, "directories for %s cannot be made: %s",
			    b->outdir, strerror(-err));
	return 0;
}

static char *build_lock(const struct build *b)
{
	return str_fmt("%s/build/%s.lock", cache_dir(), b->id);
}

/*
 * Take the exclusive lock of the output directory: nobody else builds here, or
 * boots a kernel from here.
 */
static int lock_build(struct build *b)
{
	char *path __cleanup(str_free) = build_lock(b);
	char *holder __cleanup(str_free) = str_fmt("builds or boots %s", b->name);

	b->out->lock = lock_take(path, holder);
	return b->out->lock < 0 ? b->out->lock : 0;
}

static void unlock_build(struct build *b)
{
	fd_close(&b->out->lock);
	fd_close(&b->source_lock);
	b->out->lock = b->source_lock = -1;
}

/*
 * Lock the source directory. Only builds that change nothing in it can share
 * it. The build of a single commit may change times, and what a
 * recipe changes is put back afterwards.
 */
static int lock_source(struct build *b)
{
	char *name __cleanup(str_free) =
		str_fmt("%s-%s%s", b->rq->kernel->version, b->label,
			strrchr(b->id, '-'));

	if (b->rq->commit || !recipe_is_plain(&b->rq->recipe))
		b->source_lock = source_own(name);
	else
		b->source_lock = source_share(name, b->rq->kernel, b->out->commit,
					      b->label, &b->srcdir);
	return b->source_lock < 0 ? b->source_lock : 0;
}

static struct make how_to_make(const struct build *b)
{
	return (struct make){
		.target = b->rq->target, .name = b->name, .srcdir = b->srcdir,
		.outdir = b->outdir, .variant = b->label,
		.cflags = b->cflags,
		.jobs = b->rq->jobs ? b->rq->jobs : cpus_usable(),
	};
}

/* Append the files that the series touches. */
static int touched_files(const struct build *b, struct strlist *files)
{
	if (!b->rq->commit)
		return changes_between(b->rq->kernel, b->rq->kernel->head,
				       b->out->commit, files);
	sl_add_all(files, b->rq->commit->touched);
	return 0;
}

/*
 * Count all warnings, and show those about files that the series touches. In
 * the build of a single commit the shown warnings are a failure.
 */
static int check_warnings(struct build *b)
{
	struct strlist files __cleanup(sl_free) = { 0 };
	struct strlist lines __cleanup(sl_free) = { 0 };
	int err;

	if (!b->log.warnings.n)
		return 0;
	err = touched_files(b, &files);
	if (err)
		return err;
	makelog_touching(&b->log, &files, &lines);
	if (lines.n || !b->rq->commit)
		note("[%s] %zu compiler warnings, %zu of them in files the series touches",
		     b->name, b->log.warnings.n, lines.n);
	for (size_t i = 0; i < lines.n; i++)
		note("  %s", lines.v[i]);
	if (lines.n && b->rq->commit)
		err = fail(EXIT_BUILD, EINVAL,
			   "%s (%s) does not build without warnings: %s; the whole log is %s",
			   b->name, b->label, lines.v[0], b->log_path);
	return err;
}

/* Is @dir a directory that make can build? */
static bool is_goal(const char *srcdir, const char *dir)
{
	static const char *const makefiles[] = { "Kbuild", "Makefile" };

	for (size_t i = 0; i < ARRAY_SIZE(makefiles); i++) {
		char *path __cleanup(str_free) =
			str_fmt("%s/%s%s", srcdir, dir, makefiles[i]);

		if (exists(path))
			return true;
	}
	return false;
}

/* make has failed with @status: show its errors and record the failure. */
static int does_not_build(const struct build *b, int status)
{
	char *label __cleanup(str_free) = build_label(b->rq);
	const struct strlist *errors = &b->log.errors;
	bool full = space_is_out(b->outdir);

	for (size_t i = 0; i < errors->n; i++) {
		note("  %s", errors->v[i]);
		full = full || space_blamed(errors->v[i]);
	}
	if (full)
		return fail(EXIT_NO_SPACE, ENOSPC, "no space left in %s to build %s",
			    b->outdir, b->name);
	return fail(EXIT_BUILD, EIO,
		    "%s (%s) does not build: %s; the whole log is %s",
		    b->name, label,
		    errors->n ? errors->v[0] : proc_status(status), b->log_path);
}

static int compile_kernel(struct build *b)
{
	struct strlist goals __cleanup(sl_free) = { 0 };
	struct make m = how_to_make(b);
	int ret;

	for (size_t i = 0; i < b->stamp.goals.n; i++) {
		const char *goal = b->stamp.goals.v[i];

		if (!b->rq->commit || is_goal(b->srcdir, goal))
			sl_add(&goals, goal);
	}
	makelog_free(&b->log);
	ret = make_goals(&m, &goals, b->log_path, b->stamp.objects, &b->log);
	b->out->objects = b->log.objects;
	if (ret < 0)
		return ret;
	return ret ? does_not_build(b, ret) : check_warnings(b);
}

/*
 * An unfinished build of a commit may have compiled files whose warnings were
 * not counted, and make would not compile these files again. So after such a
 * build all files that the series touches get a new time.
 */
static int begin_commit(const struct build *b)
{
	const struct strlist *touched = b->rq->commit->touched;
	int err;

	if (!exists(b->unfinished)) {
		err = write_file(b->unfinished, "", 0);
		return !err ? 0 : fail(EXIT_TOOL, -err, "%s cannot be written: %s",
				       b->unfinished, strerror(-err));
	}
	for (size_t i = 0; i < touched->n; i++) {
		char *path __cleanup(str_free) = path_join(b->srcdir, touched->v[i]);

		if (utimensat(AT_FDCWD, path, NULL, AT_SYMLINK_NOFOLLOW) &&
		    errno != ENOENT && errno != ENOTDIR)
			return fail(EXIT_TOOL, errno, "%s cannot be touched: %s",
				    path, strerror(errno));
	}
	return 0;
}

/* The build has succeeded: write its stamp. */
static int finish_build(struct build *b)
{
	/* An incremental build compiles only some of the objects. */
	if (b->stamp.objects < b->log.objects)
		b->stamp.objects = b->log.objects;
	b->stamp.warnings = b->out->warnings;
	if (b->rq->commit && unlink(b->unfinished) && errno != ENOENT)
		return fail(EXIT_TOOL, errno, "%s cannot be removed: %s",
			    b->unfinished, strerror(errno));
	return stamp_write(&b->stamp);
}

/* Print the state of a build. For a single commit the caller prints it. */
static void print_state(const struct build *b, const char *state)
{
	char *label __cleanup(str_free) = build_label(b->rq);

	if (!b->rq->commit)
		note("[%s] %s %s: %s", b->name, label,
		     b->rq->kernel->release, state);
}

/* Is the build up to date? 1, 0, or a negative errno value (failure recorded). */
static int is_built(struct build *b)
{
	bool is_news = !b->built && !b->out->reused && !b->rq->quiet;
	int ret = stamp_check(&b->stamp);

	b->out->reused = ret > 0 && !b->built;
	if (ret <= 0)
		return ret;
	b->out->warnings = b->stamp.warnings;
	if (is_news)
		print_state(b, "up to date");
	return 1;
}

/* Check out the commit, configure and compile it. */
static int build_commit(struct build *b)
{
	const char *partial = b->rq->commit ? b->out->commit : NULL;
	struct make m;
	int err;

	print_state(b, "building");
	err = space_check(cache_dir(), BUILD_BYTES, "a build");
	if (!err && !b->srcdir)
		err = checkout_update(b->rq->kernel, b->out->commit,
				      b->label, &b->srcdir);
	/* The old stamp is not true any more. */
	if (!err)
		err = stamp_remove(&b->stamp);
	if (!err && b->rq->commit)
		err = begin_commit(b);
	if (err)
		return err;
	m = how_to_make(b);
	err = configure_run(&m, &b->wanted, b->rq->kernel, partial);
	if (!err)
		err = compile_kernel(b);
	b->out->warnings = b->log.warnings.n;
	return err ? err : finish_build(b);
}

/* Add the modules of the flavour to what make builds. */
static int add_modules(struct build *b)
{
	struct strlist paths __cleanup(sl_free) = { 0 };
	int err = flavours_modules(b->rq->flavour, &paths);

	if (err || !paths.n)
		return err;
	sl_add(&b->stamp.goals, "modules");
	for (size_t i = 0; i < paths.n; i++)
		sl_addf(&b->out->modules, "%s/%s", b->outdir, paths.v[i]);
	return 0;
}

/* Determine the configuration, the compiler and the commit to build. */
static int describe_request(struct build *b)
{
	const struct kbuild_request *rq = b->rq;
	struct stamp *s = &b->stamp;
	int err;

	err = configure_collect(rq->target, rq->flavour, &b->wanted, &b->cflags,
				s->config);
	if (!err)
		err = toolchain_version(rq->target, &s->compiler);
	if (!err && rq->commit)
		snprintf(s->commit, sizeof(s->commit), "%s", rq->commit->id);
	else if (!err)
		err = prepare_tree(rq->kernel, &rq->recipe, s->commit);
	if (err)
		return err;
	sl_add_all(&s->goals, rq->commit ? rq->commit->goals : &rq->target->make);
	b->out->commit = str_dup(s->commit);
	b->out->outdir = str_dup(b->outdir);
	if (!rq->target->compile_only && !rq->commit)
		b->out->image = path_join(b->outdir, rq->target->image);
	s->image = b->out->image;
	return b->out->image ? add_modules(b) : 0;
}

static int build_kernel(struct build *b);

/*
 * Build with a semantic patch on top, or without some parts of the series, in
 * the directories of the plain build.
 */
static int build_patched(struct build *b)
{
	struct kbuild_request rq = *b->rq;
	struct kbuild out __cleanup(kbuild_free) = { .lock = -1 };
	struct build base __cleanup(build_free) = {
		.rq = &rq, .out = &out, .source_lock = -1,
	};
	struct patched p __cleanup(patched_free) = { 0 };
	int err, end;

	rq.recipe = (struct recipe){ .variant = rq.recipe.variant };
	name_build(&base);
	err = describe_request(&base);
	if (!err)
		err = build_kernel(&base);
	if (!err)
		err = patched_begin(&p, rq.kernel, base.label, b->outdir,
				    out.commit, b->out->commit);
	if (err)
		return err;
	err = build_commit(b);
	end = patched_end(&p);
	return err ? err : end;
}

static int build_kernel(struct build *b)
{
	bool is_part = b->out->lock < 0;
	int ret = is_built(b);
	int err;

	if (!ret) {
		ret = patched_restore(b->outdir);
		if (ret > 0)
			ret = is_built(b);
	}
	if (ret)
		return ret < 0 ? ret : 0;
	err = is_part ? 0 : lock_source(b);
	if (!err)
		err = recipe_is_plain(&b->rq->recipe) ? build_commit(b) :
							 build_patched(b);
	b->built = !err;
	return err;
}

/*
 * Is the build up to date? If so, keep it by a shared lock; others can boot it
 * at the same time.
 */
static int share_build(struct build *b)
{
	char *path __cleanup(str_free) = build_lock(b);
	char *holder __cleanup(str_free) = str_fmt("builds %s", b->name);
	int ret;

	b->out->lock = lock_share(path, holder);
	if (b->out->lock < 0)
		return b->out->lock;
	ret = is_built(b);
	if (ret <= 0)
		unlock_build(b);
	return ret;
}

/*
 * Make the build and hold a shared lock of it. flock() cannot turn an exclusive
 * lock into a shared one without a gap in which others can take it, so a kernel
 * that was built is checked again.
 */
static int build_shared(struct build *b)
{
	int ret;

	while (!(ret = share_build(b))) {
		ret = lock_build(b);
		if (!ret)
			ret = build_kernel(b);
		unlock_build(b);
		if (ret)
			return ret;
	}
	return ret < 0 ? ret : 0;
}

static int begin_request(struct build *b)
{
	int err;

	*b->out = (struct kbuild){ .lock = -1 };
	if (!home_dir() || !cache_dir())
		return -ENOENT;
	name_build(b);
	err = cache_use(b->outdir);
	if (!err)
		err = make_directories(b);
	return err ? err : describe_request(b);
}

int kbuild_check(const struct kbuild_request *rq)
{
	struct kbuild out __cleanup(kbuild_free) = { .lock = -1 };
	struct build b __cleanup(build_free) = {
		.rq = rq, .out = &out, .source_lock = -1,
	};
	char *path __cleanup(str_free) = NULL;
	int err = begin_request(&b);

	if (err)
		return err;
	path = build_lock(&b);
	out.lock = lock_try_share(path);
	/*
	 * If the lock cannot be taken, kbuild_run() waits for it or reports the
	 * reason.
	 */
	return out.lock < 0 ? 0 : is_built(&b);
}

int kbuild_run(const struct kbuild_request *rq, struct kbuild *out)
{
	struct build b __cleanup(build_free) = {
		.rq = rq, .out = out, .source_lock = -1,
	};
	double started = clock_wall();
	int err = begin_request(&b);

	if (!err)
		err = build_shared(&b);
	out->seconds = clock_wall() - started;
	if (err)
		kbuild_free(out);
	return err;
}
