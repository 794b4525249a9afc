// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu series: write the series as patches to mail, or for a package. */
#include <argp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/cmd.h"
#include "cmd/port.h"
#include "cmd/status.h"
#include "series/series.h"
#include "tree/apply.h"
#include "tree/identity.h"
#include "tree/outdir.h"
#include "tree/package.h"
#include "tree/patches.h"
#include "tree/resolve.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/scratch.h"
#include "util/shell.h"

/*
 * struct arguments - the arguments of the command
 * @dir: the output directory
 * @format: what is written
 * @has_format: the format was given
 * @parts: list the parts of the series
 */
struct arguments {
	struct port port;
	const char *dir;
	enum patch_format format;
	bool has_format;
	bool parts;
};

enum {
	OPT_FORMAT = 256,
	OPT_PARTS,
};

static const struct argp_option options[] = {
	{ "output", 'o', "DIR", 0, "Directory for the patches, which is new or empty; for the format debian, also the top of an unpacked source package", 0 },
	{ "format", OPT_FORMAT, "FORMAT", 0, "What to write: " PATCHES_FORMATS " (default: mail)", 0 },
	{ "parts", OPT_PARTS, NULL, 0, "List the parts of the series that can be left out, and their steps", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->port;
		a->port.named = true;
		return 0;
	case 'o':
		a->dir = arg;
		return 0;
	case OPT_FORMAT:
		if (!patches_format(arg, &a->format))
			argp_error(state, "there is no format '%s': give " PATCHES_FORMATS, arg);
		a->has_format = true;
		return 0;
	case OPT_PARTS:
		a->parts = true;
		a->port.optional = true;
		return 0;
	case ARGP_KEY_END:
		if (a->parts && (a->dir || a->has_format ||
				 a->port.kernel || a->port.series ||
				 a->port.without.n))
			argp_error(state, "--parts is given alone");
		if (!a->parts && a->port.kernel && (!a->dir || !*a->dir))
			argp_error(state, "the output directory is missing: give it with -o");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ &port_argp, 0, NULL, 0 }, { 0 },
};

STATUS_HELP(STATUS_SERIES)

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.children = children,
	.args_doc = "[SERIES] -o DIR KERNEL\n--parts",
	.doc = "Write the series for KERNEL as patches, with a cover letter.\v"
	       "KERNEL is a version that 'lazymmu versions' lists, or the path of a kernel "
	       "git tree, in which nothing is changed. A new DIR appears complete or not at all. "
	       "Applied to the tree's HEAD, the patches give the tree that 'lazymmu apply' makes:\n\n"
	       "mail: mails for 'git send-email'; 'git am --empty=drop DIR/*.patch' applies them.\n"
	       "mbox: one mailbox, DIR/" PATCHES_MBOX_NAME ", for 'git am' and for %autosetup of an RPM spec.\n"
	       "quilt: patches and a series file; DIR can be patches/ of the tree.\n"
	       "debian: the patches in DIR/" PACKAGE_PATCHES ", with the fields of DEP-3, and their "
	       "names at the end of DIR/" PACKAGE_SERIES ".\n\n"
	       "The exit status is that of 'lazymmu apply'.",
	.help_filter = status_help,
};

/* Lines that the step removes although it was not made for them. */
static void report_losses(struct loss_sum *sum, const struct losses *losses)
{
	struct strlist text __cleanup(sl_free) = { 0 };

	losses_describe(losses, NULL, &text);
	for (size_t i = 0; i < text.n; i++)
		note_always("       %s", text.v[i]);
	losses_sum_up(sum, losses);
}

static void report_step(void *arg, const struct step_result *r)
{
	note("  %zu/%zu  %s%s%s", r->number, r->total,
	     r->skipped ? r->step->name : r->step->subject,
	     r->skipped ? ": skipped, " : "", r->skipped ? r->skipped : "");
	for (size_t i = 0; i < r->said->n; i++)
		note("       %s", r->said->v[i]);
	report_losses(arg, r->losses);
}

/* Say what to do with the patches. */
static void advise(const struct outdir *o, int n)
{
	char *dir __cleanup(str_free) = shell_word(o->dir);

	switch (o->format) {
	case PATCHES_MAIL:
		note("%d patches; 'git am --empty=drop %s/*.patch' applies them", n,
		     dir);
		return;
	case PATCHES_MBOX:
		note("%d patches; 'git am %s/" PATCHES_MBOX_NAME "' applies them", n,
		     dir);
		return;
	case PATCHES_QUILT:
		note("%d patches; 'QUILT_PATCHES=%s quilt push -a', run in the tree, applies them",
		     n, dir);
		return;
	case PATCHES_DEBIAN:
		break;
	}
	if (o->state == OUTDIR_PACKAGE)
		note("%d patches; 'dpkg-source --before-build %s' applies them, as dpkg-buildpackage does",
		     n, dir);
	else
		note("%d patches; for an unpacked source package, copy %s/" PACKAGE_PATCHES " to its debian/patches, and add the lines of %s/" PACKAGE_SERIES " to its own",
		     n, o->dir, o->dir);
}

static int make_series(const struct kernel *k, const struct strlist *without,
		       const struct outdir *o)
{
	struct work w = WORK_INIT;
	struct identity who = { 0 };
	struct strlist paths = { 0 };
	struct loss_sum lost = { 0 };
	struct series s = { 0 };
	char *text;
	int n, err;

	err = series_load(k->series, k->version, PORTED, without, &s);
	if (!err)
		err = patches_identity(k, o->format, &who);
	if (!err)
		err = work_open(k, &w);
	if (!err)
		err = apply_steps(&w, &s, &who, report_step, &lost);
	if (!err) {
		n = outdir_write(o, k, &w, &who, &paths);
		err = n < 0 ? n : 0;
	}
	if (!err) {
		for (size_t i = 0; i < paths.n; i++)
			puts(paths.v[i]);
		advise(o, n);
		text = losses_sum_text(&lost);
		if (text)
			note_always("%s", text);
		free(text);
	}
	work_close(&w);
	identity_free(&who);
	series_free(&s);
	sl_free(&paths);
	return err;
}

static int list_parts(void)
{
	struct series s;
	int err = series_load_all(&s);

	if (err)
		return err;
	printf("%-10s %s\n", "PART", "STEP");
	for (size_t i = 0; i < s.n; i++) {
		if (s.steps[i].part)
			printf("%-10s %s\n", s.steps[i].part, s.steps[i].name);
	}
	series_free(&s);
	return 0;
}

int cmd_series(int argc, char **argv)
{
	struct arguments a = { 0 };
	struct outdir o = { 0 };
	struct kernel k;
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	if (a.parts)
		return list_parts();
	err = series_need_parts(&a.port.without);
	/* A killed run may have left files in the output directory. */
	if (!err)
		err = scratch_sweep();
	if (!err)
		err = outdir_check(a.dir, a.format, &o);
	if (!err)
		err = resolve_kernel(a.port.kernel, a.port.series, &k);
	if (!err) {
		err = outdir_fits(&o, &k);
		if (!err)
			err = make_series(&k, &a.port.without, &o);
		kernel_free(&k);
	}
	port_free(&a.port);
	outdir_free(&o);
	return err;
}
