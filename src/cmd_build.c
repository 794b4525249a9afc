// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu build: make kernels for targets. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd.h"
#include "fail.h"
#include "kbuild.h"
#include "kernel.h"
#include "strlist.h"
#include "target.h"

struct arguments {
	const char *kernel;
	const char *flavour;
	bool stock;
	struct strlist names;
};

static const struct argp_option options[] = {
	{ "kernel", 'k', "KERNEL", 0, "A version or the path of a kernel git tree (default: 6.12)", 0 },
	{ "flavour", 'f', "FLAVOUR", 0, "debug (default: with lockdep, DEBUG_VM, ...) or plain", 0 },
	{ "stock", 's', NULL, 0, "Without the series; only what its tests need to run", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'k':
		a->kernel = arg;
		return 0;
	case 'f':
		if (!is_flavour(arg))
			argp_error(state, "'%s' is no flavour: debug or plain", arg);
		a->flavour = arg;
		return 0;
	case 's':
		a->stock = true;
		return 0;
	case ARGP_KEY_ARG:
		sl_add(&a->names, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[TARGET...]",
	.doc = "Build kernels for targets; all of them without TARGET.\v"
	       "The series is put on KERNEL first. Builds are kept in the cache and "
	       "done again as far as something changed. For each target the path of "
	       "the image is printed.\n\n"
	       "Exit status: 4 if a kernel does not build, or a symbol of its "
	       "configuration did not stick; for others see 'lazymmu apply --help'.",
};

static int build_all(const struct kernel *k, const struct arguments *a,
		     const struct target *const *v, int n)
{
	for (int i = 0; i < n; i++) {
		struct kbuild_request rq = {
			.kernel = k, .target = v[i], .flavour = a->flavour,
			.stock = a->stock,
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
	struct arguments a = { .kernel = "6.12", .flavour = "debug" };
	const struct target **v = NULL;
	char *none = NULL;
	struct targets ts;
	struct kernel k;
	int ret, n;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	ret = targets_load(NULL, &ts);
	if (ret) {
		sl_free(&a.names);
		return ret;
	}
	ret = n = targets_select(&ts, a.names.n ? a.names.v : &none, false, &v);
	if (n >= 0)
		ret = kernel_resolve(a.kernel, &k);
	if (!ret) {
		ret = build_all(&k, &a, v, n);
		kernel_free(&k);
	}
	free(v);
	targets_free(&ts);
	sl_free(&a.names);
	return ret;
}
