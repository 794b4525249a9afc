// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu build: make kernels for targets. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build/bisect.h"
#include "build/kbuild.h"
#include "build/kernels.h"
#include "build/target.h"
#include "build/toolchain.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/status.h"
#include "host/workers.h"
#include "tree/resolve.h"
#include "tree/prepare.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "util/strlist.h"

struct arguments {
	struct options o;
	bool each_commit;
	struct strlist names;
};

enum {
	OPT_EACH_COMMIT = 256,
};

static const struct argp_option options[] = {
	{ "each-commit", OPT_EACH_COMMIT, NULL, 0, "Compile what the series touches, after each of its commits", 0 },
	{ 0 },
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->o;
		return 0;
	case OPT_EACH_COMMIT:
		a->each_commit = true;
		return 0;
	case ARGP_KEY_ARG:
		sl_add(&a->names, arg);
		return 0;
	case ARGP_KEY_END:
		if (a->each_commit && (a->o.stock || a->o.with || a->o.without.n))
			argp_error(state, "--each-commit cannot be used with --stock, --without or --with");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ &options_argp, 0, NULL, 0 }, { 0 },
};

STATUS_HELP(EXIT_BUILD, STATUS_SERIES)

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.children = children,
	.args_doc = "[TARGET...]",
	.doc = "Build kernels for targets, or for all targets without TARGET.\v"
	       "The series is applied to KERNEL first. Builds are kept in the cache and "
	       "updated if something has changed. For each target the path of "
	       "the image is printed. If a target fails, the others are still built; the "
	       "exit status is that of the first failure.\n\n"
	       "With --each-commit, the series is compiled commit by commit: the "
	       "directories of all files that it touches. A line shows the result of "
	       "each, the last line is 'N passed, N failed'.",
	.help_filter = status_help,
};

/*
 * struct piece - a target that a worker builds
 * @jobs: most programs that its make runs at once
 */
struct piece {
	const struct kernel *k;
	const struct arguments *a;
	const struct target *t;
	int jobs;
};

/*
 * struct outcome - the outcome for all targets
 * @failed: number of targets that failed
 * @first: the first failure in time
 */
struct outcome {
	int n;
	int failed;
	struct failure first;
};

/* Report that a target has failed. The others continue. */
static void note_failure(struct outcome *o, const char *name,
			 const struct failure *f)
{
	if (o->n > 1 && f->code != EXIT_INTERRUPTED)
		note("[%s] failed: %s", name, f->message);
	if (!o->failed++)
		o->first = (struct failure){
			.message = str_dup(f->message), .code = f->code,
		};
}

/*
 * Record the failure of the command if a target has failed. Return: 0 or a
 * negative errno value.
 */
static int fail_outcome(const struct outcome *o)
{
	if (!o->failed)
		return 0;
	if (o->n == 1)
		return fail(o->first.code, EIO, "%s", o->first.message);
	return fail(o->first.code, EIO, "%d of %d targets failed; the first failure: %s",
		    o->failed, o->n, o->first.message);
}

/* Callback run() of struct worker. */
static int build_piece(void *arg, struct strbuf *report)
{
	const struct piece *p = arg;
	const struct options *o = &p->a->o;
	struct kbuild_request rq = {
		.kernel = p->k, .target = p->t, .flavour = o->built,
		.recipe = options_recipe(o), .jobs = p->jobs,
	};
	struct kbuild b;
	int err = kbuild_run(&rq, &b);

	(void)report;
	if (err)
		return err;
	printf("%s: %s\n", p->t->name, b.image ? b.image : "compiles");
	kbuild_free(&b);
	return 0;
}

/* Callback for a target that has been built, or has failed. */
static void finish_piece(void *arg, struct worker *w)
{
	fwrite(w->out.buf, 1, w->out.len, stdout);
	if (w->state == WORKER_FAILED)
		note_failure(arg, w->name, &w->failure);
}

/* Find the worker of an earlier target with the same kernel, or NULL. */
static const struct worker *same_kernel(const struct piece *pieces,
				      const struct worker *v, int i)
{
	for (int j = 0; j < i; j++) {
		if (!strcmp(pieces[j].t->kernel, pieces[i].t->kernel))
			return &v[j];
	}
	return NULL;
}

static int build_targets(const struct kernel *k, const struct arguments *a,
			 const struct target *const *v, int n, struct outcome *o)
{
	struct workers_limits limits;
	int jobs = kernels_limits(n, a->o.jobs, &limits);
	struct piece *pieces = calloc(n, sizeof(*pieces));
	struct worker *workers = calloc(n, sizeof(*workers));
	int err;

	if (!pieces || !workers)
		oom();
	for (int i = 0; i < n; i++) {
		pieces[i] = (struct piece){ .k = k, .a = a, .t = v[i], .jobs = jobs };
		workers[i] = (struct worker){
			.name = v[i]->name, .run = build_piece, .arg = &pieces[i],
			.after = same_kernel(pieces, workers, i), .heavy = true,
			.memory = kernels_memory(jobs),
		};
	}
	/* A single build writes its progress to the terminal itself. */
	limits.live = limits.heavy == 1;
	err = workers_run(workers, n, &limits, finish_piece, o);
	workers_free(workers, n);
	free(pieces);
	free(workers);
	return err;
}

/*
 * Remove the targets whose programs are missing from @v. Return: the number of
 * targets left.
 */
static int check_tools(const struct target **v, int n, struct outcome *o)
{
	int left = 0;

	for (int i = 0; i < n; i++) {
		struct failure f __cleanup(failure_free) = { 0 };
		int err = toolchain_need(v[i], false);

		if (!err) {
			v[left++] = v[i];
			continue;
		}
		fail_take_error(err, &f);
		note_failure(o, v[i]->name, &f);
	}
	return left;
}

/*
 * A target that fails does not keep the others from being built; the exit status
 * is that of the first failure.
 */
static int build_all(const struct arguments *a, const struct target **v, int n)
{
	struct outcome o = { .n = n };
	int left = check_tools(v, n, &o);
	struct recipe recipe = options_recipe(&a->o);
	struct kernel k = { 0 };
	char commit[65];
	int err = 0;

	if (left)
		err = resolve_kernel(a->o.kernel, a->o.series, &k);
	if (!err && left)
		err = prepare_tree(&k, &recipe, commit);
	if (!err && left)
		err = build_targets(&k, a, v, left, &o);
	if (!err)
		err = fail_outcome(&o);
	failure_free(&o.first);
	kernel_free(&k);
	return err;
}

/*
 * struct count - numbers of commits of all targets that were built, and that
 * failed
 */
struct count {
	size_t passed;
	size_t failed;
};

/* Callback report() of struct bisect_request. */
static void print_step(void *arg, const struct bisect_step *step)
{
	struct count *count = arg;

	printf("%s%zu/%zu %s: %s: ",
	       step->state == BISECT_UNCONCERNED ? "# " :
	       step->state == BISECT_FAILED ? "not ok - " : "ok - ",
	       step->number, step->total, step->target->kernel, step->subject);
	switch (step->state) {
	case BISECT_BUILT:
		printf("%zu objects, %.0f s\n", step->objects, step->seconds);
		count->passed++;
		break;
	case BISECT_REUSED:
		puts("has been built before");
		count->passed++;
		break;
	case BISECT_UNCONCERNED:
		puts("changes nothing for this target");
		break;
	case BISECT_FAILED:
		puts(step->why);
		count->failed++;
		break;
	}
}

static int build_commits(const struct arguments *a, const struct target **v, int n)
{
	struct outcome o = { .n = n };
	struct count count = { 0 };
	struct kernel k = { 0 };
	struct bisect_request rq = {
		.kernel = &k, .flavour = a->o.built, .jobs = a->o.jobs,
		.targets = v, .n = check_tools(v, n, &o),
		.report = print_step, .arg = &count,
	};
	int err = 0;

	if (rq.n)
		err = resolve_kernel(a->o.kernel, a->o.series, &k);
	if (!err && rq.n)
		err = bisect_run(&rq);
	printf("%zu passed, %zu failed\n", count.passed, count.failed);
	if (!err)
		err = fail_outcome(&o);
	failure_free(&o.first);
	kernel_free(&k);
	return err ? err : count.failed ? EXIT_BUILD : EXIT_OK;
}

int cmd_build(int argc, char **argv)
{
	struct arguments a = { .o = OPTIONS_DEFAULT };
	const struct target **v = NULL;
	struct targets ts = { 0 };
	struct recipe recipe;
	char *none = NULL;
	int ret, n = 0;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	recipe = options_recipe(&a.o);
	ret = targets_load(NULL, &ts) ?: flavours_need(a.o.flavour) ?:
	      options_flavour(&a.o) ?: prepare_check(&recipe);
	if (!ret)
		ret = n = targets_select(&ts, a.names.n ? a.names.v : &none, false, &v);
	if (ret >= 0)
		ret = a.each_commit ? build_commits(&a, v, n) : build_all(&a, v, n);
	free(v);
	targets_free(&ts);
	options_free(&a.o);
	sl_free(&a.names);
	return ret;
}
