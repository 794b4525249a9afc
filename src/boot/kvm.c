// SPDX-License-Identifier: GPL-2.0-only
/* Asking QEMU whether KVM works. */
#include "boot/kvm.h"

#include <errno.h>
#include <string.h>

#include "host/proc.h"
#include "host/tools.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/*
 * Seconds for QEMU's answer, and seconds the machine then has to stay alive: a
 * CPU that KVM cannot enter fails at its first instruction.
 */
#define ANSWER_SECONDS	20
#define ALIVE_SECONDS	0.3

/*
 * struct probe - a QEMU that is being asked
 * @monitor: what its monitor says
 * @complaint: what it writes to standard error
 * @running_since: when the monitor said that the machine runs; 0: not yet
 * @works: the machine has stayed alive
 */
struct probe {
	struct strbuf monitor;
	struct strbuf complaint;
	double running_since;
	bool works;
};

static int watch_probe(void *arg)
{
	struct probe *p = arg;

	if (!p->running_since && strstr(p->monitor.buf, "VM status: running"))
		p->running_since = clock_wall();
	if (!p->running_since || clock_wall() - p->running_since < ALIVE_SECONDS)
		return 0;
	/* "KVM: entry failed", "error: kvm run failed", ... */
	p->works = !strstr(p->complaint.buf, "failed") &&
		   !strstr(p->complaint.buf, "KVM internal error");
	return 1;
}

static void probe_argv(const struct target *t, struct strlist *argv)
{
	sl_add_all(argv, &t->qemu);
	sl_split(argv, "-accel kvm", " ");
	sl_add_all(argv, &t->qemu_kvm);
	sl_split(argv, "-display none -no-reboot -serial none -monitor stdio", " ");
}

/* The first line of QEMU's complaint, or else how it ended. */
static char *probe_reason(const struct probe *p, int ret)
{
	if (p->complaint.len)
		return str_fmt("KVM does not work here: %.*s",
			       (int)strcspn(p->complaint.buf, "\n"),
			       p->complaint.buf);
	if (ret)
		return str_fmt("KVM does not work here: QEMU: %s", proc_status(ret));
	return str_dup("KVM does not work here: QEMU ends at once");
}

int kvm_probe(const struct target *t, char **why)
{
	static const char question[] = "info status\n";
	struct strlist argv __cleanup(sl_free) = { 0 };
	struct probe p = { .monitor = STRBUF_INIT, .complaint = STRBUF_INIT };
	int ret;

	*why = NULL;
	probe_argv(t, &argv);
	ret = proc_run((const char *const *)argv.v,
		       &(struct proc){ .in = question, .in_len = strlen(question),
				       .out = &p.monitor, .err = &p.complaint,
				       .max = 4096, .tick = watch_probe, .arg = &p,
				       .timeout_s = ANSWER_SECONDS });
	if (ret == -ENOENT)
		ret = tool_missing(argv.v[0]);
	else if (ret != -EINTR && !p.works)
		*why = probe_reason(&p, ret);
	sb_free(&p.monitor);
	sb_free(&p.complaint);
	return ret == -EINTR || ret == -ENOENT ? ret : p.works;
}
