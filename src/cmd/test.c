// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu test: boot targets, run their tests, judge their consoles. */
#include <argp.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot/boot.h"
#include "boot/initrd.h"
#include "boot/load.h"
#include "boot/machine.h"
#include "build/flavour.h"
#include "build/kbuild.h"
#include "build/kernels.h"
#include "build/target.h"
#include "cmd/cmd.h"
#include "cmd/json_file.h"
#include "cmd/options.h"
#include "cmd/status.h"
#include "host/cpus.h"
#include "host/workers.h"
#include "report/run_json.h"
#include "report/run_text.h"
#include "series/versions.h"
#include "tree/kernel.h"
#include "tree/prepare.h"
#include "tree/resolve.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/strbuf.h"
#include "util/strlist.h"
#include "verdict/benign.h"
#include "verdict/result.h"
#include "verdict/session.h"

#define SILENCE_SECONDS	90

struct arguments {
	struct options o;
	const char *append;
	const char *json;
	const char *provoke;
	int timeout_s;
	struct strlist names;
};

enum {
	OPT_JSON = 256,
	OPT_TIMEOUT,
	OPT_PROVOKE,
	OPT_APPEND,
};

static const struct argp_option options[] = {
	{ "append", OPT_APPEND, "ARGS", 0, "Give ARGS to the kernel, too, on its command line", 0 },
	{ "json", OPT_JSON, "FILE", 0, "Write the results to FILE, too", 0 },
	{ "timeout", OPT_TIMEOUT, "SECONDS", 0, "How long one boot may take (default: the target's, 300)", 0 },
	{ "provoke", OPT_PROVOKE, "WHAT", 0, "Let the guest go wrong on purpose: fail, hang, panic or truncate", 0 },
	{ 0 },
};

static int seconds(const char *arg, struct argp_state *state)
{
	char *end;
	long n = strtol(arg, &end, 10);

	if (*end || n <= 0 || n > 24 * 3600)
		argp_error(state, "'%s' is not a number of seconds", arg);
	return n;
}

static const char *provocation(const char *arg, struct argp_state *state)
{
	static const char *const known[] = {
		"fail", "hang", "panic", "truncate",
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (!strcmp(arg, known[i]))
			return arg;
	}
	argp_error(state, "'%s' cannot be provoked: give fail, hang, panic or truncate", arg);
	return NULL;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->o;
		return 0;
	case OPT_APPEND:
		a->append = arg;
		return 0;
	case OPT_JSON:
		a->json = arg;
		return 0;
	case OPT_TIMEOUT:
		a->timeout_s = seconds(arg, state);
		return 0;
	case OPT_PROVOKE:
		a->provoke = provocation(arg, state);
		return 0;
	case ARGP_KEY_ARG:
		sl_add(&a->names, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ &options_argp, 0, NULL, 0 }, { 0 },
};

STATUS_HELP(EXIT_TESTS_FAILED, EXIT_BUILD, EXIT_PANIC, EXIT_TIMEOUT,
	    STATUS_SERIES)

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.children = children,
	.args_doc = "[TARGET...]",
	.doc = "Boot targets under QEMU and run KUnit and the guest's workloads. Without "
	       "TARGET, all targets that can be booted are tested.\v"
	       "Kernels that are not up to date are built. Targets are built and booted side by side, as "
	       "far as processors and memory allow. KTAP is printed as it comes, or, of "
	       "several targets, for each when it has ended. Lines that begin with '#' "
	       "have the rest; the last line is 'N passed, N failed'. A target that cannot "
	       "be tested is a failure; the others are tested all the same. "
	       "The console is judged, too: an oops, BUG, WARNING, lockdep report, "
	       "RCU stall or hang is a failure whatever the tests say.",
	.help_filter = status_help,
};

/*
 * struct test - the targets that are tested
 * @version: record of the kernel's version
 * @suites: KUnit suites that each boot must report
 * @label: "ported" or the like, for people
 * @v: the targets
 * @n: number of targets
 * @recipe: what is done to the kernel
 * @slowness: factor by which a machine may be slower than alone
 * @s: the results, with an outcome for each of @v
 */
struct test {
	const struct arguments *a;
	struct kernel kernel;
	struct versions versions;
	const struct version *version;
	struct strlist suites;
	struct recipe recipe;
	char *label;
	const struct target *const *v;
	size_t n;
	int slowness;
	struct session s;
};

/*
 * struct boot_task - a target that a worker boots
 * @rq: the request for its kernel
 * @outcome: the outcome of the target
 */
struct boot_task {
	const struct test *t;
	struct kbuild_request rq;
	struct outcome *outcome;
};

/* --- in the worker --- */

/*
 * The arguments of the kernel: those of the flavour, those that were asked for, and
 * "lazymmu.provoke=panic" or the like for the guest's init.
 */
static int kernel_arguments(const struct arguments *a, char **append)
{
	char *flavour __cleanup(str_free) = NULL;
	struct strlist all __cleanup(sl_free) = { 0 };
	int err = flavours_append(a->o.flavour, &flavour);

	if (err)
		return err;
	if (*flavour)
		sl_add(&all, flavour);
	if (a->append)
		sl_add(&all, a->append);
	if (a->provoke)
		sl_addf(&all, "lazymmu.provoke=%s", a->provoke);
	*append = sl_join(&all, " ");
	return 0;
}

/* The path of the log of a target. The log stays until the target is booted again. */
static char *console_log(const struct test *t, const struct target *target)
{
	char *name __cleanup(str_free) =
		str_fmt("logs/%s-%s-%s.log", target->name, t->a->o.flavour, t->label);

	for (char *p = name; *p; p++) {
		if (*p == ' ')
			*p = '-';
	}
	return path_join(cache_dir(), name);
}

static void print_heading(const struct test *t, const struct machine *m)
{
	printf("# %s: %s %s (%s), %s%s%s%s%s, accelerator %s%s%s%s\n", m->t->name,
	       t->label, t->kernel.release, t->a->o.flavour, m->t->description,
	       m->hypervisor ? ", Xen " : "", m->hypervisor ? m->hypervisor : "",
	       *m->emulator ? ", " : "", m->emulator, m->accelerator,
	       *m->why ? " (" : "", m->why, *m->why ? ")" : "");
}

static int boot_machine(const struct test *t, const struct machine *m,
			struct strbuf *report)
{
	char *prefix __cleanup(str_free) =
		t->n == 1 ? str_dup("") : str_fmt("%s: ", m->t->name);
	char *log_path __cleanup(str_free) = console_log(t, m->t);
	char *json __cleanup(str_free) = NULL;
	struct benign_list benign __cleanup(benign_free) = { 0 };
	struct boot_options o = {
		.timeout_s = t->a->timeout_s ? t->a->timeout_s :
			     m->t->timeout_s * t->slowness,
		.silence_s = SILENCE_SECONDS * t->slowness,
		.benign = &benign, .prefix = prefix, .log_path = log_path,
		.suites = &t->suites,
		.expect = versions_expect(t->version, m->t->name),
	};
	struct result r;
	int err;

	err = benign_load(NULL, t->version->name, m->t->name, &benign);
	if (err)
		return err;
	print_heading(t, m);
	err = boot_run(m, &o, &r);
	if (err)
		return err;
	run_text_print(&r, stdout);
	json = run_json_result(&r);
	sb_adds(report, json);
	result_free(&r);
	return 0;
}

/*
 * Boot a target. Its kernel has been built, but another lazymmu may have built
 * there since.
 */
static int boot_target(void *arg, struct strbuf *report)
{
	const struct boot_task *task = arg;
	const struct target *target = task->rq.target;
	char *append __cleanup(str_free) = NULL;
	char *initrd __cleanup(str_free) = NULL;
	char *program __cleanup(str_free) = NULL;
	struct machine m = { .scratch = { .lock = -1 } };
	struct kbuild b;
	int err = kbuild_run(&task->rq, &b);

	if (err)
		return err;
	err = flavours_program(task->rq.flavour, &program);
	if (!err)
		err = kernel_arguments(task->t->a, &append);
	if (!err)
		err = initrd_make(target, task->rq.kernel, program, &b.modules,
				  &initrd, NULL);
	if (!err) {
		err = machine_prepare(&m, target, b.image, initrd, append);
		if (!err)
			err = boot_machine(task->t, &m, report);
		machine_free(&m);
	}
	kbuild_free(&b);
	return err;
}

/* --- all targets --- */

static int make_log_dir(void)
{
	char *path __cleanup(str_free) = NULL;
	int err;

	if (!cache_dir())
		return -ENOENT;
	path = path_join(cache_dir(), "logs");
	err = mkdir_p(path, 0777);
	if (err)
		return fail(EXIT_TOOL, -err, "the directory %s cannot be made: %s",
			    path, strerror(-err));
	return 0;
}

static void print_untested(const struct outcome *o)
{
	printf("# %s: not tested: %s\n", o->target, o->error);
}

/*
 * Callback for a worker that has ended. A build that failed passes its failure
 * on to the boots.
 */
static void take_outcome(void *arg, struct worker *w)
{
	struct boot_task *task = w->arg;
	struct outcome *o;

	(void)arg;
	if (w->run != boot_target)
		return;
	o = task->outcome;
	fwrite(w->out.buf, 1, w->out.len, stdout);
	if (w->state == WORKER_FAILED) {
		session_fail(o, &w->failure);
	} else if (run_json_read(w->report.buf, o)) {
		struct failure f = {
			.message = str_dup("its process did not report a whole result"),
			.code = EXIT_TOOL,
		};

		session_fail(o, &f);
	}
	if (o->error)
		print_untested(o);
}

/* Check what the targets need, before long work begins. */
static int check_targets(struct test *t)
{
	size_t missing = 0;

	for (size_t i = 0; i < t->n; i++) {
		struct outcome *o = &t->s.v[i];
		int err = machine_need(t->v[i]);
		struct failure f;

		if (!err)
			continue;
		if (err == -EINTR)
			return err;
		fail_take(&f);
		session_fail(o, &f);
		print_untested(o);
		missing++;
	}
	return missing == t->n ? 1 : 0;
}

static int prepare_kernel(struct test *t)
{
	char commit[65];
	int err = make_log_dir();

	if (!err)
		err = resolve_kernel(t->a->o.kernel, t->a->o.series, &t->kernel);
	if (err)
		return err;
	t->s.kernel = t->kernel.release;
	t->label = recipe_label(&t->recipe, t->kernel.series);
	t->version = versions_need(&t->versions, t->kernel.version);
	if (!t->version)
		return -ENOTSUP;
	versions_suites(t->version, t->kernel.series, &t->suites);
	err = prepare_tree(&t->kernel, &t->recipe, commit);
	if (!err)
		t->s.commit = str_dup(commit);
	return err;
}

/*
 * The number of builds that may run while one of the machines does. A machine
 * waits for the build of its own kernel.
 */
static size_t builds_beside(const struct kernels *ks, const struct worker *machines,
			    size_t n, const struct workers_limits *limits)
{
	size_t most = ks->n ? ks->n - 1 : 0;

	for (size_t i = 0; i < n; i++) {
		const struct boot_task *task = machines[i].arg;

		if (kernels_find(ks, task->rq.target) < 0)
			most = ks->n;
	}
	return most < (size_t)limits->heavy ? most : (size_t)limits->heavy;
}

/* The factor by which machines may be slower that share the processors. */
static int slowness(const struct kernels *ks, const struct worker *machines,
		    size_t n, const struct workers_limits *limits)
{
	struct load l = {
		.machines = n, .workers = limits->jobs,
		.builds = builds_beside(ks, machines, n, limits),
		.build_jobs = ks->n ? ks->rq[0].jobs : 0,
	};

	return load_slowness(&l, cpus_usable());
}

static struct boot_task *make_tasks(const struct test *t)
{
	struct boot_task *tasks = calloc(t->n, sizeof(*tasks));

	if (!tasks)
		oom();
	for (size_t i = 0; i < t->n; i++)
		tasks[i] = (struct boot_task){
			.t = t, .outcome = &t->s.v[i],
			.rq = {
				.kernel = &t->kernel, .target = t->v[i],
				.flavour = t->a->o.built,
				.recipe = t->recipe, .jobs = t->a->o.jobs,
				.quiet = true,
			},
		};
	return tasks;
}

/*
 * Sort the machines by their memory, the largest first: it is the hardest to fit
 * in later, and boots longest.
 */
static int by_memory(const void *a, const void *b)
{
	const struct worker *x = a, *y = b;

	if (x->memory != y->memory)
		return x->memory < y->memory ? 1 : -1;
	return strcmp(x->name, y->name);
}

/*
 * Make a worker for each machine, then one for each kernel to build. In this
 * order, a machine whose kernel is up to date boots before other kernels are
 * built.
 */
static size_t make_workers(struct test *t, struct kernels *ks,
			   struct boot_task *tasks, struct worker *workers,
			   struct workers_limits *limits)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (t->s.v[i].error)
			continue;
		workers[n++] = (struct worker){
			.name = t->v[i]->name, .run = boot_target,
			.arg = &tasks[i], .memory = machine_memory(t->v[i]),
		};
	}
	qsort(workers, n, sizeof(*workers), by_memory);
	kernels_share(ks, t->a->o.jobs, limits);
	t->slowness = slowness(ks, workers, n, limits);
	for (size_t i = 0; i < n; i++) {
		const struct boot_task *task = workers[i].arg;
		ssize_t k = kernels_find(ks, task->rq.target);

		workers[i].after = k < 0 ? NULL : &workers[n + k];
	}
	for (size_t i = 0; i < ks->n; i++)
		workers[n++] = kernels_worker(&ks->rq[i]);
	return n;
}

static int run_targets(struct test *t)
{
	struct boot_task *tasks = make_tasks(t);
	struct worker *workers = calloc(2 * t->n, sizeof(*workers));
	struct workers_limits limits;
	struct kernels ks = { 0 };
	size_t n;
	int err = 0;

	if (!workers)
		oom();
	for (size_t i = 0; !err && i < t->n; i++) {
		if (!t->s.v[i].error)
			err = kernels_add(&ks, &tasks[i].rq);
	}
	if (!err) {
		n = make_workers(t, &ks, tasks, workers, &limits);
		limits.live = t->n == 1;
		err = workers_run(workers, n, &limits, take_outcome, NULL);
		workers_free(workers, n);
	}
	free(workers);
	free(tasks);
	kernels_free(&ks);
	return err;
}

/* Write the results, and print the last line, even after a failure. */
static int finish_test(struct test *t, int err)
{
	char *error __cleanup(str_free) = NULL;
	size_t passed, failed;
	struct failure f = { 0 };

	if (err < 0) {
		fail_take_error(err, &f);
		t->s.error = f.message;
		t->s.error_code = f.code;
	}
	err = t->a->json ? run_json_write(&t->s, t->a->json) : 0;
	session_totals(&t->s, &passed, &failed);
	printf("%zu passed, %zu failed\n", passed, failed);
	error = session_error(&t->s);
	if (error) {
		struct failure second;

		/* main() prints the first failure at the end, so print this one now. */
		if (err && fail_take(&second)) {
			note("%s", second.message);
			failure_free(&second);
		}
		err = fail(session_code(&t->s), EIO, "%s", error);
	}
	failure_free(&f);
	return err ? err : (int)session_code(&t->s);
}

static int test_targets(struct test *t)
{
	struct outcome *v = calloc(t->n + 1, sizeof(*v));
	int err;

	if (!v)
		oom();
	for (size_t i = 0; i < t->n; i++)
		v[i].target = str_dup(t->v[i]->name);
	t->s = (struct session){
		.kernel = "", .flavour = t->a->o.flavour, .stock = t->a->o.stock,
		.with = t->a->o.with, .without = &t->a->o.without,
		.n = t->n, .v = v,
	};
	err = check_targets(t);
	if (!err)
		err = prepare_kernel(t);
	if (!err)
		err = run_targets(t);
	err = finish_test(t, err);
	session_free(&t->s);
	kernel_free(&t->kernel);
	free(t->label);
	return err;
}

int cmd_test(int argc, char **argv)
{
	struct arguments a = { .o = OPTIONS_DEFAULT };
	struct test t = { .a = &a };
	const struct target **v = NULL;
	struct targets ts = { 0 };
	char *none = NULL;
	int ret;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	t.recipe = options_recipe(&a.o);
	ret = targets_load(NULL, &ts);
	if (!ret)
		ret = flavours_need_tests(a.o.flavour);
	if (!ret)
		ret = options_flavour(&a.o);
	if (!ret)
		ret = json_file_need(a.json, &ts);
	if (!ret)
		ret = prepare_check(&t.recipe);
	if (!ret)
		ret = versions_load(&t.versions);
	if (!ret)
		ret = benign_check();
	if (!ret) {
		ret = targets_select(&ts, a.names.n ? a.names.v : &none, true, &v);
		t.v = v;
		t.n = ret < 0 ? 0 : ret;
		if (ret >= 0)
			ret = test_targets(&t);
	}
	free(v);
	versions_free(&t.versions);
	sl_free(&t.suites);
	targets_free(&ts);
	options_free(&a.o);
	sl_free(&a.names);
	return ret;
}
