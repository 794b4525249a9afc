// SPDX-License-Identifier: GPL-2.0-only
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

/*
 * The plugin makes the emulator slow, and some workloads print nothing for a
 * long time.
 */
#define BOOT_SECONDS	1800
#define SILENCE_SECONDS	600

char *run_plugin(void)
{
	char *dir __cleanup(str_free) = plugin_dir();
	char *path __cleanup(str_free) = dir ? path_join(dir, "plugin.so") : NULL;

	if (!path)
		return NULL;
	if (!exists(path)) {
		fail(EXIT_TOOL, ENOENT,
		     "the emulator's plugin %s does not exist: run 'make', which builds it",
		     path);
		return NULL;
	}
	return take_ptr(path);
}

int run_need(const struct target *t)
{
	int err = machine_need(t);

	return err ? err : symbols_need(t->cross);
}

/* Collect the lines that name workloads, in the order of the console. */
static void take_line(void *arg, const char *text)
{
	struct strlist *lines = arg;

	if (!strncmp(text, SAMPLES_MARK, strlen(SAMPLES_MARK)))
		sl_add(lines, text + strlen(SAMPLES_MARK));
}

/*
 * A copy of @t for measuring: emulated, with the plugin, on one CPU whose clock
 * advances with the instructions. Only the list of arguments is new; all other
 * members belong to @t.
 */
static struct target counted_target(const struct target *t)
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

static int write_plan(const struct machine *m, const struct kbuild *b,
		      const char *init, struct bench *out)
{
	char *vmlinux __cleanup(str_free) = path_join(b->outdir, "vmlinux");
	char *path __cleanup(str_free) = path_join(m->dir, "plan");
	struct symbols kernel __cleanup(symbols_free) = { 0 };
	struct symbols guest __cleanup(symbols_free) = { 0 };
	struct strbuf plan __cleanup(sb_free) = STRBUF_INIT;
	int err;

	err = symbols_read(&kernel, m->t->cross, vmlinux);
	if (!err)
		err = symbols_read(&guest, m->t->cross, init);
	if (!err)
		err = plan_make(m->t, &kernel, &guest, &plan, &out->absent);
	if (err)
		return err;
	err = write_file(path, plan.buf, plan.len);
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be written: %s", path,
			    strerror(-err));
	return 0;
}

static int link_plugin(const struct machine *m)
{
	char *at __cleanup(str_free) = path_join(m->dir, "plugin.so");
	char *plugin __cleanup(str_free) = run_plugin();

	if (!plugin)
		return -ENOENT;
	if (symlink(plugin, at))
		return fail(EXIT_TOOL, errno, "%s cannot be made: %s", at,
			    strerror(errno));
	return 0;
}

static int read_windows(const struct machine *m, const struct strlist *lines,
			struct bench *out)
{
	char *path __cleanup(str_free) = path_join(m->dir, "windows");
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	int err = read_file(path, &text);

	if (err)
		return fail(EXIT_TOOL, -err,
			    "%s, which the emulator's plugin writes, cannot be read: %s",
			    path, strerror(-err));
	return samples_pair(text.buf, lines, &out->m);
}

/* In a benchmark, 1 means "over budget", so a failed test becomes EXIT_TOOL. */
static enum exit_code bench_code(const struct result *r)
{
	enum exit_code code = result_code(r);

	return code == EXIT_TESTS_FAILED ? EXIT_TOOL : code;
}

/*
 * Boot, and collect the lines that name workloads. A boot with a bad result is
 * a failure.
 */
static int boot_machine(const struct machine *m, const char *version,
			const char *log_path,
			void (*show)(const struct result *r),
			struct strlist *lines, double *seconds)
{
	struct benign_list benign __cleanup(benign_free) = { 0 };
	struct boot_options o = {
		.timeout_s = BOOT_SECONDS, .silence_s = SILENCE_SECONDS,
		.benign = &benign, .prefix = "", .log_path = log_path,
		.line = take_line, .arg = lines,
	};
	struct result r;
	int err = benign_load(NULL, version, m->t->name, &benign);

	if (!err)
		err = boot_run(m, &o, &r);
	if (err)
		return err;
	*seconds = r.seconds;
	if (result_code(&r)) {
		show(&r);
		err = fail(bench_code(&r), EIO,
			   "%s cannot be measured: %s; the console is %s",
			   m->t->name, result_verdict(&r), log_path);
	}
	result_free(&r);
	return err;
}

/*
 * Addresses are not random, because neighbouring mappings share page tables. A
 * kernel that is known not to survive a section in a section gets only workloads
 * without one.
 */
static char *kernel_arguments(const struct target *t, const struct column *c,
			      const char *only)
{
	struct strbuf s = STRBUF_INIT;

	sb_adds(&s, "norandmaps lazy_mmu_bench.run lazymmu.bench=all");
	/* The stock kernel knows the series of whose tests it has, and lacks it. */
	if (versions_defect(c->version, "nonesting", t->name,
			    c->role == ROLE_SERIES ? c->kernel.series : NULL))
		sb_adds(&s, " lazy_mmu_bench.nonesting");
	if (only)
		sb_addf(&s, " lazy_mmu_bench.only=%s lazymmu.only=%s", only, only);
	if (*t->bench_append)
		sb_addf(&s, " %s", t->bench_append);
	return sb_detach(&s);
}

static int measure_boot(const struct target *t, const struct kbuild *b,
			const struct column *column, const char *only,
			void (*show)(const struct result *r), struct bench *out)
{
	char *append __cleanup(str_free) = kernel_arguments(t, column, only);
	char *initrd __cleanup(str_free) = NULL;
	char *init __cleanup(str_free) = NULL;
	struct strlist lines __cleanup(sl_free) = { 0 };
	struct machine m __cleanup(machine_free) = { 0 };
	int err;

	err = initrd_make(t, NULL, "", &b->modules, &initrd, &init);
	if (!err)
		err = machine_prepare(&m, t, b->image, initrd, append);
	if (!err)
		err = link_plugin(&m);
	if (!err)
		err = write_plan(&m, b, init, out);
	if (err)
		return err;
	note("[%s] measuring the %s kernel", t->name, column->name);
	out->hypervisor = m.hypervisor ? str_dup(m.hypervisor) : NULL;
	err = boot_machine(&m, column->version->name, out->log_path, show,
				   &lines, &out->seconds);
	if (!err)
		err = read_windows(&m, &lines, out);
	for (size_t i = 0; !err && i < out->absent.n; i++)
		note("[%s] the %s kernel has none of the functions of the counter '%s'",
		     t->name, column->name, out->absent.v[i]);
	return err;
}

int run_bench(const struct target *t, const struct kbuild *b,
	      const struct column *column, const char *only,
	      void (*show)(const struct result *r), struct bench *out)
{
	struct target c = counted_target(t);
	int err;

	*out = (struct bench){ 0 };
	out->log_path = str_fmt("%s/logs/%s-bench-%s.log", cache_dir(), t->name,
				column->name);
	err = mkdir_parents(out->log_path);
	if (err)
		err = fail(EXIT_TOOL, -err, "the directory of %s cannot be made: %s",
			   out->log_path, strerror(-err));
	if (!err)
		err = measure_boot(&c, b, column, only, show, out);
	sl_free(&c.qemu_tcg);
	if (err)
		run_free(out);
	return err;
}

void run_free(struct bench *b)
{
	samples_free(&b->m);
	sl_free(&b->absent);
	free(b->hypervisor);
	free(b->log_path);
	*b = (struct bench){ 0 };
}
