// SPDX-License-Identifier: GPL-2.0-only
#include "boot/machine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/kvm.h"
#include "boot/xen.h"
#include "build/toolchain.h"
#include "host/memory.h"
#include "host/proc.h"
#include "host/tools.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"
#include "util/version.h"

/*
 * Memory that an emulator needs besides its machine's: for itself and for
 * translated code.
 */
#define EMULATOR_BYTES	(384ULL << 20)

/* The memory of a machine whose arguments do not give it. */
#define DEFAULT_BYTES	(128ULL << 20)

/*
 * The modules of a hypervisor: the kernel with its arguments, and the initrd. The
 * list has commas between them; those in arguments are doubled.
 */
static void add_modules(struct strlist *argv, const char *append)
{
	struct strbuf modules __cleanup(sb_free) = STRBUF_INIT;

	sb_adds(&modules, "kernel ");
	for (const char *c = append; *c; c++) {
		sb_addch(&modules, *c);
		if (*c == ',')
			sb_addch(&modules, ',');
	}
	sb_adds(&modules, ",initrd");
	sl_add(argv, "-initrd");
	sl_add(argv, modules.buf);
}

void machine_argv(const struct machine *m, struct strlist *argv)
{
	const struct target *t = m->t;
	bool kvm = !strcmp(m->accelerator, "kvm");
	char *append __cleanup(str_free) = str_fmt("%s%s%s", t->append,
						   *m->append ? " " : "", m->append);

	sl_add_all(argv, &t->qemu);
	sl_add(argv, "-accel");
	sl_add(argv, m->accelerator);
	sl_add_all(argv, kvm ? &t->qemu_kvm : &t->qemu_tcg);
	sl_split(argv, "-display none -monitor none -no-reboot", " ");
	/*
	 * The console is a file: QEMU has been seen to hang with a stdio that
	 * is not a terminal.
	 */
	sl_add(argv, "-serial");
	sl_add(argv, "file:" MACHINE_CONSOLE);
	if (*t->hypervisor) {
		sl_split(argv, "-kernel hypervisor -append", " ");
		sl_add(argv, t->hypervisor_append);
		add_modules(argv, append);
		return;
	}
	sl_split(argv, "-kernel kernel -initrd initrd -append", " ");
	sl_add(argv, append);
}

int machine_need(const struct target *t)
{
	char *path __cleanup(str_free) = NULL;
	char *version __cleanup(str_free) = NULL;
	int err = toolchain_need(t, true);

	if (!err && *t->hypervisor)
		err = xen_hypervisor(&path, &version);
	return err;
}

uint64_t machine_memory(const struct target *t)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i + 1 < t->qemu.n; i++) {
		if (!strcmp(t->qemu.v[i], "-m"))
			bytes = memory_parse(t->qemu.v[i + 1]);
	}
	return (bytes ? bytes : DEFAULT_BYTES) + EMULATOR_BYTES;
}

static int link_file(const struct machine *m, const char *path, const char *name)
{
	char *at __cleanup(str_free) = path_join(m->dir, name);

	if (symlink(path, at))
		return fail(EXIT_TOOL, errno, "the link %s cannot be made: %s", at,
			    strerror(errno));
	return 0;
}

/*
 * Ask the emulator for its version. An emulator that does not report one can
 * boot all the same.
 */
static int ask_version(struct machine *m)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .out = &out, .merge_err = true, .max = 4096,
			  .timeout_s = 20 };
	char *version __cleanup(str_free) = NULL;
	int ret = tool_run(ARGS(m->t->qemu.v[0], "--version"), &p);

	if (ret < 0)
		return ret;
	version = ret ? NULL : version_find(out.buf);
	m->emulator = version ? str_fmt("QEMU %s", version) : str_dup("");
	return 0;
}

static int choose_accelerator(struct machine *m)
{
	int ret;

	m->accelerator = "tcg";
	if (!m->t->qemu_kvm.n) {
		m->why = str_dup("");
		return 0;
	}
	if (access("/dev/kvm", R_OK | W_OK)) {
		m->why = str_fmt("/dev/kvm: %s", strerror(errno));
		return 0;
	}
	ret = kvm_probe(m->t, &m->why);
	if (ret > 0) {
		m->accelerator = "kvm";
		m->why = str_dup("");
	}
	return ret < 0 ? ret : 0;
}

int machine_prepare(struct machine *m, const struct target *t,
		    const char *kernel, const char *initrd, const char *append)
{
	char *hypervisor __cleanup(str_free) = NULL;
	int err;

	*m = (struct machine){ .t = t, .append = append };
	err = ask_version(m);
	if (!err && *t->hypervisor)
		err = xen_hypervisor(&hypervisor, &m->hypervisor);
	if (!err)
		err = scratch_make("boot", &m->scratch);
	if (err)
		return err;
	m->dir = m->scratch.path;
	err = link_file(m, kernel, "kernel");
	if (!err)
		err = link_file(m, initrd, "initrd");
	if (!err && hypervisor)
		err = link_file(m, hypervisor, "hypervisor");
	return err ? err : choose_accelerator(m);
}

void machine_free(struct machine *m)
{
	scratch_remove(&m->scratch);
	free(m->why);
	free(m->emulator);
	free(m->hypervisor);
	memset(m, 0, sizeof(*m));
}
