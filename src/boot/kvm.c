// SPDX-License-Identifier: GPL-2.0-only
#include "boot/kvm.h"

#include <errno.h>
#include <string.h>

#include "host/proc.h"
#include "host/tools.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/*
 * Seconds for the firmware, which needs less than a second, with KVM and
 * without. On some computers KVM interprets every instruction: a boot takes
 * half an hour with KVM, and half a minute with emulation.
 */
#define FIRMWARE_SECONDS 5

/*
 * struct probe - a firmware that is run under KVM
 * @expect: its last message
 * @messages: its messages
 * @complaint: standard error of QEMU
 * @works: the firmware has printed its last message
 */
struct probe {
	const char *expect;
	struct strbuf messages;
	struct strbuf complaint;
	bool works;
};

static int watch_probe(void *arg)
{
	struct probe *p = arg;

	p->works = strstr(p->messages.buf, p->expect) != NULL;
	return p->works;
}

static void probe_argv(const struct target *t, struct strlist *argv)
{
	sl_add_all(argv, &t->qemu);
	sl_split(argv, "-accel kvm", " ");
	sl_add_all(argv, &t->qemu_kvm);
	sl_add_all(argv, &t->kvm_probe);
	sl_split(argv, "-display none -no-reboot -serial none -monitor none", " ");
}

/* The reason, in QEMU's words if it printed any. */
static char *probe_reason(const struct probe *p, int ret)
{
	if (ret == -ETIMEDOUT)
		return str_fmt("KVM is slower than emulation here: the firmware takes more than %d s",
			       FIRMWARE_SECONDS);
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
	struct strlist argv __cleanup(sl_free) = { 0 };
	struct probe p = {
		.expect = t->kvm_expect, .messages = STRBUF_INIT,
		.complaint = STRBUF_INIT,
	};
	int ret;

	*why = NULL;
	probe_argv(t, &argv);
	ret = proc_run((const char *const *)argv.v,
		       &(struct proc){ .out = &p.messages, .err = &p.complaint,
				       .max = 1 << 16, .tick = watch_probe,
				       .arg = &p, .timeout_s = FIRMWARE_SECONDS });
	if (ret == -ENOENT)
		ret = tool_missing(argv.v[0]);
	else if (ret != -EINTR && !p.works)
		*why = probe_reason(&p, ret);
	sb_free(&p.messages);
	sb_free(&p.complaint);
	return ret == -EINTR || ret == -ENOENT ? ret : p.works;
}
