// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu build: make kernels for targets. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "build/bisect.h"
#include "build/kbuild.h"
#include "build/target.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/status.h"
#include "tree/kernel.h"
#include "util/fail.h"
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

static error_t parse(int key, char *arg, struct argp_state *state)
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
		if (a->each_commit && (a->o.stock || a->o.with))
			argp_error(state, "--each-commit is for the series alone");
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
	.doc = "Build kernels for targets; all of them without TARGET.\v"
	       "The series is put on KERNEL first. Builds are kept in the cache and "
	       "done again as far as something changed. For each target the path of "
	       "the image is printed.\n\n"
	       "With --each-commit, the series is compiled commit by commit: the "
	       "directories of all files that it touches. A line says what came of "
	       "each, the last line is 'N passed, N failed'.",
	.help_filter = status_help,
};

static int build_all(const struct kernel *k, const struct arguments *a,
		     const struct target *const *v, int n)
{
	for (int i = 0; i < n; i++) {
		struct kbuild_request rq = {
			.kernel = k, .target = v[i], .flavour = a->o.flavour,
			.variant = a->o.stock ? STOCK : PORTED, .with = a->o.with,
			.jobs = a->o.jobs,
		};
		struct kbuild b;
		int ret = kbuild_run(&rq, &b);

		if (ret)
			return ret;
		printf("%s: %s\n", v[i]->name,
		       b.image ? b.image : "compiles");
		kbuild_free(&b);
	}
	return EXIT_OK;
}

int cmd_build(int argc, char **argv)
{
	struct arguments a = { .o = OPTIONS_DEFAULT };
	const struct target **v = NULL;
	struct targets ts = { 0 };
	char *none = NULL;
	struct kernel k;
	int ret, n = 0;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	ret = targets_load(NULL, &ts) ?: flavours_need(a.o.flavour);
	if (!ret)
		ret = n = targets_select(&ts, a.names.n ? a.names.v : &none, false, &v);
	if (ret >= 0)
		ret = kernel_resolve(a.o.kernel, &k);
	if (!ret) {
		ret = a.each_commit ? each_commit_build(&k, a.o.flavour, v, n) :
		      build_all(&k, &a, v, n);
		kernel_free(&k);
	}
	free(v);
	targets_free(&ts);
	sl_free(&a.names);
	return ret;
}
