// SPDX-License-Identifier: GPL-2.0-only
#include "boot/kvm.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "host/proc.h"
#include "host/tools.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/* Seconds for the firmware when it is emulated; it needs less than one. */
#define EMULATED_SECONDS 20

/* With KVM, the firmware may take this many times as long, and these seconds more. */
#define KVM_FACTOR	2
#define KVM_SECONDS	0.5

/*
 * struct probe - a firmware that is run, with KVM or without
 * @expect: its last message
 * @limit: seconds that it may take
 * @messages: its messages
 * @complaint: standard error of QEMU
 * @started: when QEMU was started
 * @seconds: how long the firmware took; 0: its last message is missing
 * @late: the firmware was ended because it took longer than @limit
 * @status: result of proc_run()
 */
struct probe {
	const char *expect;
	double limit;
	struct strbuf messages;
	struct strbuf complaint;
	double started;
	double seconds;
	bool late;
	int status;
};

static int watch_probe(void *arg)
{
	struct probe *p = arg;
	double seconds = clock_wall() - p->started;

	if (strstr(p->messages.buf, p->expect))
		p->seconds = seconds;
	else
		p->late = seconds > p->limit;
	return p->seconds || p->late;
}

/* Run the firmware. Return: 0, or a negative errno value with the failure recorded. */
static int run_probe(struct probe *p, const struct target *t, const char *accelerator,
		     const struct strlist *further)
{
	struct strlist argv __cleanup(sl_free) = { 0 };

	sl_add_all(&argv, &t->qemu);
	sl_add(&argv, "-accel");
	sl_add(&argv, accelerator);
	sl_add_all(&argv, further);
	sl_add_all(&argv, &t->kvm_probe);
	sl_split(&argv, "-display none -no-reboot -serial none -monitor none", " ");
	p->started = clock_wall();
	p->status = proc_run((const char *const *)argv.v,
			     &(struct proc){ .out = &p->messages,
					     .err = &p->complaint, .max = 1 << 16,
					     .tick = watch_probe, .arg = p });
	if (p->status == -ENOENT)
		return tool_missing(argv.v[0]);
	return p->status == -EINTR ? -EINTR : 0;
}

/* The reason, in QEMU's words if it printed any. */
static char *probe_reason(const struct probe *p)
{
	if (p->complaint.len)
		return str_fmt("KVM does not work here: %.*s",
			       (int)strcspn(p->complaint.buf, "\n"),
			       p->complaint.buf);
	if (p->status)
		return str_fmt("KVM does not work here: QEMU: %s",
			       proc_status(p->status));
	return str_dup("KVM does not work here: QEMU ends at once");
}

static int compare_probes(struct probe *tcg, struct probe *kvm,
			  const struct target *t, char **why)
{
	int err = run_probe(tcg, t, "tcg", &t->qemu_tcg);

	if (err)
		return err;
	if (!tcg->seconds) {
		*why = str_fmt("KVM cannot be tried: the firmware did not print '%s'",
			       t->kvm_expect);
		return 0;
	}
	kvm->limit = KVM_FACTOR * tcg->seconds + KVM_SECONDS;
	err = run_probe(kvm, t, "kvm", &t->qemu_kvm);
	if (err || kvm->seconds)
		return err ? err : 1;
	*why = kvm->late ? str_dup("KVM is slower than emulation here") :
			   probe_reason(kvm);
	return 0;
}

int kvm_probe(const struct target *t, char **why)
{
	struct probe tcg = {
		.expect = t->kvm_expect, .limit = EMULATED_SECONDS,
		.messages = STRBUF_INIT, .complaint = STRBUF_INIT,
	};
	struct probe kvm = tcg;
	int ret;

	*why = NULL;
	ret = compare_probes(&tcg, &kvm, t, why);
	sb_free(&tcg.messages);
	sb_free(&tcg.complaint);
	sb_free(&kvm.messages);
	sb_free(&kvm.complaint);
	return ret;
}
