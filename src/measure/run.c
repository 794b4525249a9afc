// SPDX-License-Identifier: GPL-2.0-only
/* A boot that is measured. */
#include "measure/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/boot.h"
#include "boot/initrd.h"
#include "boot/machine.h"
#include "measure/plan.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "verdict/benign.h"

/* Counting makes the emulator slow, and some workloads say nothing for long. */
#define BOOT_SECONDS	1800
#define SILENCE_SECONDS	600

const char *bench_plugin(void)
{
	char *dir __cleanup(str_free) = plugin_dir();
	static char *path;

	if (!dir)
		return NULL;
	free(path);
	path = path_join(dir, "plugin.so");
	if (!exists(path)) {
		fail(EXIT_TOOL, ENOENT,
		     "%s, the emulator's plugin that counts, is not there: 'make' builds it",
		     path);
		return NULL;
	}
	return path;
}

/* All lines that name a workload, in the order of the console. */
static void take_line(void *arg, const char *text)
{
	struct strlist *lines = arg;

	if (!strncmp(text, MEASURE_MARK, strlen(MEASURE_MARK)))
		sl_add(lines, text + strlen(MEASURE_MARK));
}

/*
 * The target, but emulated by one CPU, whose clock goes by instructions, and
 * with the plugin. Only the list of arguments is our own.
 */
static struct target counted(const struct target *t)
{
	struct target c = *t;

	c.qemu_kvm = (struct strlist){ 0 };
	c.qemu_tcg = (struct strlist){ 0 };
	sl_add_all(&c.qemu_tcg, &t->qemu_tcg);
	sl_split(&c.qemu_tcg,
		 "-smp 1 -icount shift=0,sleep=off -plugin ./plugin.so,plan=plan,out=windows",
		 " ");
	return c;
}

static int make_plan(const struct machine *m, const struct kbuild *b,
		     const char *init, struct bench *out)
{
	char *vmlinux = path_join(b->outdir, "vmlinux");
	char *path = path_join(m->dir, "plan");
	struct symbols kernel = { 0 }, guest = { 0 };
	struct strbuf plan = STRBUF_INIT;
	int ret;

	ret = symbols_read(&kernel, m->t->cross, vmlinux);
	if (!ret)
		ret = symbols_read(&guest, m->t->cross, init);
	if (!ret)
		ret = plan_make(m->t, &kernel, &guest, &plan, &out->absent);
	if (!ret) {
		ret = write_file(path, plan.buf, plan.len);
		if (ret)
			fail(EXIT_TOOL, -ret, "%s: %s", path, strerror(-ret));
	}
	symbols_free(&kernel);
	symbols_free(&guest);
	sb_free(&plan);
	free(vmlinux);
	free(path);
	return ret;
}

static int link_plugin(const struct machine *m)
{
	char *at = path_join(m->dir, "plugin.so");
	const char *plugin = bench_plugin();
	int ret = -ENOENT;

	if (plugin)
		ret = symlink(plugin, at) ? -errno : 0;
	if (ret)
		fail(EXIT_TOOL, -ret, "%s: %s", at, strerror(-ret));
	free(at);
	return ret;
}

static int read_windows(const struct machine *m, const struct strlist *lines,
			struct bench *out)
{
	char *path = path_join(m->dir, "windows");
	struct strbuf text = STRBUF_INIT;
	int ret = read_file(path, &text);

	if (ret)
		fail(EXIT_TOOL, -ret, "the plugin has written nothing: %s: %s",
		     path, strerror(-ret));
	else
		ret = samples_pair(text.buf, lines, &out->m);
	sb_free(&text);
	free(path);
	return ret;
}

/* That of a failed test says something else here: a budget is exceeded. */
static enum exit_code exit_code(const struct result *r)
{
	enum exit_code code = result_code(r);

	return code == EXIT_TESTS_FAILED ? EXIT_TOOL : code;
}

/* What a machine that went wrong has counted is not believed. */
static int boot(const struct machine *m, const char *log_path,
		void (*show)(const struct result *r), struct strlist *lines,
		double *seconds)
{
	struct benign_list benign = { 0 };
	struct boot_options o = {
		.timeout_s = BOOT_SECONDS, .silence_s = SILENCE_SECONDS,
		.benign = &benign, .prefix = "", .log_path = log_path,
		.line = take_line, .arg = lines,
	};
	struct result r;
	int ret = benign_load(NULL, &benign);

	if (!ret)
		ret = boot_run(m, &o, &r);
	if (!ret) {
		*seconds = r.seconds;
		if (result_code(&r)) {
			show(&r);
			ret = fail(exit_code(&r), EIO,
				   "%s cannot be measured: %s; the console is %s",
				   m->t->name, result_verdict(&r), log_path);
		}
		result_free(&r);
	}
	benign_free(&benign);
	return ret;
}

/*
 * Addresses are not random, as what is mapped side by side shares page tables.
 * A kernel that is known not to survive a fork gets only workloads without one.
 */
static char *kernel_arguments(const struct target *t, const struct version *version)
{
	return str_fmt("norandmaps lazy_mmu_bench.run lazymmu.bench=%s%s%s",
		       versions_defect(version, "nofork", t->name) ? "nofork" : "all",
		       *t->bench_append ? " " : "", t->bench_append);
}

static int run(const struct target *t, const struct kbuild *b,
	       enum variant variant, const struct version *version,
	       void (*show)(const struct result *r),
	       struct bench *out)
{
	char *initrd = NULL, *init = NULL, *append = kernel_arguments(t, version);
	struct strlist lines = { 0 };
	struct machine m = { 0 };
	int ret;

	ret = initrd_make(t, &initrd, &init);
	if (!ret)
		ret = machine_prepare(&m, t, b->image, initrd, append);
	if (!ret)
		ret = link_plugin(&m);
	if (!ret)
		ret = make_plan(&m, b, init, out);
	if (!ret) {
		note("[%s] measuring the %s kernel", t->name,
		     variant_name(variant));
		ret = boot(&m, out->log_path, show, &lines, &out->seconds);
	}
	if (!ret)
		ret = read_windows(&m, &lines, out);
	for (size_t i = 0; !ret && i < out->absent.n; i++)
		note("[%s] the %s kernel has none of the functions that count as '%s'",
		     t->name, variant_name(variant), out->absent.v[i]);
	machine_free(&m);
	sl_free(&lines);
	free(append);
	free(initrd);
	free(init);
	return ret;
}

int bench_boot(const struct target *t, const struct kbuild *b,
	       enum variant variant, const struct version *version,
	       void (*show)(const struct result *r),
	       struct bench *out)
{
	struct target c = counted(t);
	int ret;

	*out = (struct bench){ 0 };
	out->log_path = str_fmt("%s/logs/%s-bench-%s.log", cache_dir(), t->name,
				variant_name(variant));
	ret = mkdir_parents(out->log_path);
	if (ret)
		fail(EXIT_TOOL, -ret, "%s: %s", out->log_path, strerror(-ret));
	if (!ret && !bench_plugin())
		ret = -ENOENT;
	if (!ret)
		ret = run(&c, b, variant, version, show, out);
	sl_free(&c.qemu_tcg);
	if (ret)
		bench_free(out);
	return ret;
}

void bench_free(struct bench *b)
{
	measure_free(&b->m);
	sl_free(&b->absent);
	free(b->log_path);
	*b = (struct bench){ 0 };
}
