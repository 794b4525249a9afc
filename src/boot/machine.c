// SPDX-License-Identifier: GPL-2.0-only
/* QEMU's command line and accelerator. */
#include "boot/machine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "host/proc.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/strbuf.h"

/* A trial boot under KVM: for all of it, and to the first byte. */
#define PROBE_SECONDS	20
#define FIRST_SECONDS	5

void machine_argv(const struct machine *m, struct strlist *argv)
{
	const struct target *t = m->t;
	bool kvm = !strcmp(m->accelerator, "kvm");
	const char *space = *m->append ? " " : "";

	sl_add_all(argv, &t->qemu);
	sl_add(argv, "-accel");
	sl_add(argv, m->accelerator);
	sl_add_all(argv, kvm ? &t->qemu_kvm : &t->qemu_tcg);
	sl_split(argv, "-display none -monitor none -no-reboot", " ");
	/* A file: on a stdio that is no terminal QEMU has been seen to hang. */
	sl_add(argv, "-serial");
	sl_add(argv, "file:" MACHINE_CONSOLE);
	if (*t->hypervisor) {
		sl_split(argv, "-kernel hypervisor -append", " ");
		sl_add(argv, t->hypervisor_append);
		sl_add(argv, "-initrd");
		sl_addf(argv, "kernel %s%s%s,initrd", t->append, space, m->append);
		return;
	}
	sl_split(argv, "-kernel kernel -initrd initrd -append", " ");
	sl_addf(argv, "%s%s%s", t->append, space, m->append);
}

static int link_in(const struct machine *m, const char *path, const char *name)
{
	char *at = path_join(m->dir, name);
	int ret = symlink(path, at) ? -errno : 0;

	if (ret)
		fail(EXIT_TOOL, -ret, "%s: %s", at, strerror(-ret));
	free(at);
	return ret;
}

/* Take an option and its argument out. */
static void drop_option(struct strlist *argv, const char *option)
{
	for (size_t i = 0; i + 1 < argv->n; i++) {
		if (strcmp(argv->v[i], option))
			continue;
		free(argv->v[i]);
		free(argv->v[i + 1]);
		argv->n -= 2;
		/* with the NULL at the end */
		memmove(argv->v + i, argv->v + i + 2,
			(argv->n - i + 1) * sizeof(argv->v[0]));
		return;
	}
}

struct probe {
	const char *console;
	time_t started;
};

static int probe_tick(void *arg)
{
	struct probe *p = arg;
	struct stat st;

	return time(NULL) - p->started > FIRST_SECONDS &&
	       (stat(p->console, &st) || st.st_size == 0);
}

/*
 * Does KVM really work here? Some start and abort, some hang. So our kernel is
 * booted without an initrd, and has to come as far as missing it.
 */
static bool probe_kvm(struct machine *m)
{
	struct strlist argv = { 0 };
	struct strbuf console, err;
	char *path = path_join(m->dir, MACHINE_CONSOLE);
	struct probe p = { .console = path, .started = time(NULL) };
	bool works;
	int ret;

	m->accelerator = "kvm";
	machine_argv(m, &argv);
	drop_option(&argv, "-initrd");
	sb_init(&console);
	sb_init(&err);
	ret = proc_run((const char *const *)argv.v,
		       &(struct proc){ .cwd = m->dir, .out = &err,
				       .merge_err = true, .tick = probe_tick,
				       .arg = &p, .timeout_s = PROBE_SECONDS });
	read_file(path, &console);
	works = ret == 0 && strstr(console.buf, "Unable to mount root");
	if (!works) {
		bool aborted = ret > 0 && ret < 256 && err.len;

		m->why = str_fmt("KVM does not work here: %s", aborted ?
				 err.buf : "the kernel does not boot with it");
		m->why[strcspn(m->why, "\n")] = '\0';
		m->accelerator = "tcg";
	}
	unlink(path);
	sb_free(&console);
	sb_free(&err);
	sl_free(&argv);
	free(path);
	return works;
}

/*
 * That KVM does not work is remembered until the next boot of this computer;
 * "boot_id" is new then.
 */
static char *memory_path(void)
{
	return cache_dir() ? path_join(cache_dir(), "kvm-does-not-work") : NULL;
}

static bool is_remembered(const char *path, const char *boot_id,
			  struct machine *m)
{
	size_t len = strlen(boot_id);
	struct strbuf text;
	bool known;

	sb_init(&text);
	known = len && !read_file(path, &text) &&
		!strncmp(text.buf, boot_id, len);
	if (known)
		m->why = str_dup(text.buf + len);
	sb_free(&text);
	return known;
}

static void try_kvm(struct machine *m)
{
	char *path = memory_path(), *text;
	struct strbuf boot_id;

	sb_init(&boot_id);
	read_file("/proc/sys/kernel/random/boot_id", &boot_id);
	if (path && is_remembered(path, boot_id.buf, m)) {
		m->accelerator = "tcg";
	} else if (probe_kvm(m)) {
		m->why = str_dup("");
	} else if (path) {
		text = str_fmt("%s%s", boot_id.buf, m->why);
		write_file_atomic(path, text, strlen(text));
		free(text);
	}
	sb_free(&boot_id);
	free(path);
}

static void choose_accelerator(struct machine *m)
{
	m->accelerator = "tcg";
	if (!m->t->qemu_kvm.n)
		m->why = str_dup("");
	else if (access("/dev/kvm", R_OK | W_OK))
		m->why = str_fmt("/dev/kvm: %s", strerror(errno));
	else
		try_kvm(m);
}

int machine_prepare(struct machine *m, const struct target *t,
		    const char *kernel, const char *initrd, const char *append)
{
	char *hypervisor = NULL, *program;
	int ret;

	*m = (struct machine){ .t = t, .append = append };
	program = proc_find(t->qemu.v[0]);
	if (!program)
		return fail(EXIT_MISSING_TOOL, ENOENT,
			    "'%s' is missing; 'lazymmu doctor --install' brings it",
			    t->qemu.v[0]);
	free(program);
	if (*t->hypervisor) {
		ret = xen_hypervisor(&hypervisor);
		if (ret)
			return ret;
	}
	ret = scratch_make("boot", &m->scratch);
	m->dir = m->scratch.path;
	if (!ret)
		ret = link_in(m, kernel, "kernel");
	if (!ret)
		ret = link_in(m, initrd, "initrd");
	if (!ret && hypervisor)
		ret = link_in(m, hypervisor, "hypervisor");
	if (!ret)
		choose_accelerator(m);
	free(hypervisor);
	return ret;
}

void machine_free(struct machine *m)
{
	scratch_remove(&m->scratch);
	free(m->why);
	memset(m, 0, sizeof(*m));
}
