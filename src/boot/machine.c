// SPDX-License-Identifier: GPL-2.0-only
/* QEMU's command line and accelerator. */
#include "boot/machine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/kvm.h"
#include "boot/xen.h"
#include "host/tools.h"
#include "util/array.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"

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

/* Return: 0, or a negative errno value with the failure recorded. */
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
	char *hypervisor = NULL;
	int ret;

	*m = (struct machine){ .t = t, .append = append };
	ret = tools_need(ARGS(t->qemu.v[0]));
	if (ret)
		return ret;
	if (*t->hypervisor) {
		ret = xen_hypervisor(&hypervisor, &m->hypervisor);
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
		ret = choose_accelerator(m);
	free(hypervisor);
	return ret;
}

void machine_free(struct machine *m)
{
	scratch_remove(&m->scratch);
	free(m->why);
	free(m->hypervisor);
	memset(m, 0, sizeof(*m));
}
