// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu test: boot targets, run their tests, judge their consoles. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot/boot.h"
#include "boot/initrd.h"
#include "boot/machine.h"
#include "build/kbuild.h"
#include "build/target.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/status.h"
#include "report/run_json.h"
#include "report/run_text.h"
#include "series/versions.h"
#include "tree/resolve.h"
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
	const char *json;
	const char *provoke;
	int timeout_s;
	struct strlist names;
};

enum {
	OPT_JSON = 256,
	OPT_TIMEOUT,
	OPT_PROVOKE,
};

static const struct argp_option options[] = {
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

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!strcmp(arg, known[i]))
			return arg;
	}
	argp_error(state, "'%s': fail, hang, panic or truncate", arg);
	return NULL;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->o;
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

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.children = children,
	.args_doc = "[TARGET...]",
	.doc = "Boot targets under QEMU and run KUnit and the guest's workloads; all "
	       "that can be booted without TARGET.\v"
	       "What is not built is built. KTAP is printed as it comes; lines that "
	       "begin with '#' tell the rest, the last line is 'N passed, N failed'. "
	       "The console is judged, too: an oops, BUG, WARNING, lockdep report, "
	       "RCU stall or hang is a failure whatever the tests say.",
	.help_filter = status_help,
};

/* "lazymmu.provoke=panic" for the guest's init, or nothing. */
static char *kernel_arguments(const struct arguments *a)
{
	return a->provoke ? str_fmt("lazymmu.provoke=%s", a->provoke) :
			    str_dup("");
}

/* Each has its own, so that one can be looked at when others have run. */
static char *console_log(const struct target *t, const struct arguments *a,
			 const char *what)
{
	char *name = str_fmt("logs/%s-%s-%s.log", t->name, a->o.flavour, what);
	char *path;

	for (char *p = name; *p; p++) {
		if (*p == ' ')
			*p = '-';
	}
	path = path_join(cache_dir(), name);
	free(name);
	return path;
}

static int boot_target(const struct target *t, const struct kbuild *b,
		       const struct arguments *a,
		       const struct benign_list *benign,
		       const struct strlist *suites, bool alone,
		       struct session *run)
{
	char *prefix = alone ? str_dup("") : str_fmt("%s: ", t->name);
	char *what = options_label(&a->o);
	char *log_path = console_log(t, a, what);
	char *append = kernel_arguments(a), *initrd = NULL;
	struct machine m = { 0 };
	struct boot_options o = {
		.timeout_s = a->timeout_s ? a->timeout_s : t->timeout_s,
		.silence_s = SILENCE_SECONDS, .benign = benign,
		.prefix = prefix, .log_path = log_path, .suites = suites,
	};
	int ret;

	ret = initrd_make(t, &initrd, NULL);
	if (!ret)
		ret = machine_prepare(&m, t, b->image, initrd, append);
	if (!ret) {
		printf("# %s: %s %s (%s), %s, accelerator %s%s%s%s\n", t->name,
		       what, run->kernel, a->o.flavour, t->description,
		       m.accelerator, *m.why ? " (" : "", m.why,
		       *m.why ? ")" : "");
		ret = boot_run(&m, &o, &run->v[run->n]);
	}
	if (!ret)
		run_text_print(&run->v[run->n++], stdout);
	machine_free(&m);
	free(prefix);
	free(what);
	free(log_path);
	free(append);
	free(initrd);
	return ret;
}

static int test_target(const struct kernel *k, const struct target *t,
		       const struct arguments *a,
		       const struct benign_list *benign,
		       const struct strlist *suites, bool alone,
		       struct session *run)
{
	struct kbuild_request rq = {
		.kernel = k, .target = t, .flavour = a->o.flavour,
		.variant = a->o.stock ? STOCK : PORTED, .with = a->o.with,
		.jobs = a->o.jobs,
	};
	struct kbuild b;
	int ret = kbuild_run(&rq, &b);

	if (ret)
		return ret;
	if (!run->commit)
		run->commit = str_dup(b.commit);
	ret = boot_target(t, &b, a, benign, suites, alone, run);
	kbuild_free(&b);
	return ret;
}

static int make_log_dir(void)
{
	char *path;
	int ret;

	if (!cache_dir())
		return -ENOENT;
	path = path_join(cache_dir(), "logs");
	ret = mkdir_p(path, 0777);
	if (ret < 0)
		fail(EXIT_TOOL, -ret, "%s: %s", path, strerror(-ret));
	free(path);
	return ret;
}

/* Results so far are written, and the last line printed, also on failure. */
static int test_all(const struct kernel *k, const struct arguments *a,
		    const struct benign_list *benign,
		    const struct strlist *suites,
		    const struct target *const *v, int n)
{
	struct session run = {
		.kernel = k->release, .flavour = a->o.flavour,
		.stock = a->o.stock, .with = a->o.with,
		.v = calloc(n + 1, sizeof(*run.v)),
	};
	int ret = make_log_dir();
	size_t passed, failed;

	if (!run.v)
		oom();
	for (int i = 0; !ret && i < n; i++)
		ret = test_target(k, v[i], a, benign, suites, n == 1, &run);
	if (ret) {
		run.error = fail_message();
		run.error_code = fail_code();
	}
	if (a->json)
		ret = run_json_write(&run, a->json) ?: ret;
	session_totals(&run, &passed, &failed);
	printf("%zu passed, %zu failed\n", passed, failed);
	if (!ret)
		ret = session_code(&run);
	session_free(&run);
	return ret;
}

int cmd_test(int argc, char **argv)
{
	struct arguments a = { .o = OPTIONS_DEFAULT };
	struct benign_list benign = { 0 };
	const struct target **v = NULL;
	char *none = NULL;
	const struct version *version;
	struct versions vs = { 0 };
	struct targets ts = { 0 };
	struct kernel k;
	int ret, n = 0;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	ret = targets_load(NULL, &ts);
	if (!ret)
		ret = flavours_need(a.o.flavour);
	if (!ret)
		ret = versions_load(&vs);
	if (!ret)
		ret = benign_load(NULL, &benign);
	if (!ret)
		n = targets_select(&ts, a.names.n ? a.names.v : &none, true, &v);
	if (n < 0)
		ret = n;
	if (!ret)
		ret = resolve_kernel(a.o.kernel, &k);
	if (!ret) {
		version = versions_need(&vs, k.version);
		ret = version ? test_all(&k, &a, &benign, &version->suites, v, n) :
				-ENOTSUP;
		kernel_free(&k);
	}
	free(v);
	versions_free(&vs);
	benign_free(&benign);
	targets_free(&ts);
	sl_free(&a.names);
	return ret;
}
