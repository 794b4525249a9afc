// SPDX-License-Identifier: GPL-2.0-only
/* Messages of a kernel, or of Xen, that something is wrong with it. */
#include "verdict/judge.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/strbuf.h"
#include "verdict/console.h"

/* The first sign found in a line decides, so the graver signs come first. */
static const struct {
	enum badness kind;
	const char *text;
} signs[] = {
	{ BAD_PANIC, "Kernel panic - not syncing" },
	{ BAD_PANIC, "Domain 0 crashed" },
	{ BAD_PANIC, "Xen BUG at" },
	{ BAD_PANIC, "FATAL TRAP" },
	{ BAD_PANIC, "FATAL PAGE FAULT" },
	{ BAD_PANIC, "Panic on CPU" },
	{ BAD_PANIC, " Unhandled: vec " },	/* an exception of dom0 */
	{ BAD_PANIC, "domain_crash called" },
	{ BAD_PANIC, "domain_crash_sync called" },

	{ BAD_OOPS, "Oops: " },
	{ BAD_OOPS, "Oops [" },
	{ BAD_OOPS, "kernel BUG at" },
	{ BAD_OOPS, "Internal error: " },
	{ BAD_OOPS, "general protection fault" },
	{ BAD_OOPS, "Unable to handle kernel" },
	{ BAD_OOPS, "BUG: unable to handle" },
	{ BAD_OOPS, "BUG: Unable to handle" },
	{ BAD_OOPS, "BUG: kernel NULL pointer" },
	{ BAD_OOPS, "BUG: Kernel NULL pointer" },
	{ BAD_OOPS, "BUG: stack guard page was hit" },
	{ BAD_OOPS, "kernel stack overflow" },
	{ BAD_OOPS, "Kernel stack overflow" },
	{ BAD_OOPS, "Insufficient stack space to handle exception" },
	{ BAD_OOPS, "Kernel access of bad area" },
	{ BAD_OOPS, "kernel tried to execute" },
	{ BAD_OOPS, "Kernel unaligned access" },
	{ BAD_OOPS, "Kernel illegal instruction" },
	{ BAD_OOPS, "double fault: " },
	{ BAD_OOPS, "Bad mode in " },
	{ BAD_OOPS, "Fixing recursive fault" },

	{ BAD_STALL, "soft lockup" },
	{ BAD_STALL, "hard LOCKUP" },
	{ BAD_STALL, "Hard LOCKUP" },
	{ BAD_STALL, "blocked for more than" },
	{ BAD_STALL, "workqueue lockup" },
	{ BAD_STALL, "detected stalls on CPUs/tasks" },
	{ BAD_STALL, "self-detected stall on CPU" },
	{ BAD_STALL, "detected expedited stalls" },
	{ BAD_STALL, "kthread starved for" },

	{ BAD_LOCKDEP, "possible circular locking dependency" },
	{ BAD_LOCKDEP, "possible recursive locking" },
	{ BAD_LOCKDEP, "irq lock inversion dependency" },
	{ BAD_LOCKDEP, "inconsistent lock state" },
	{ BAD_LOCKDEP, "lock order detected" },
	{ BAD_LOCKDEP, "suspicious RCU usage" },
	{ BAD_LOCKDEP, "trying to register non-static key" },
	{ BAD_LOCKDEP, "lock held when returning to user space" },
	{ BAD_LOCKDEP, "bad unlock balance" },
	{ BAD_LOCKDEP, "bad contention detected" },
	{ BAD_LOCKDEP, "held lock freed" },
	{ BAD_LOCKDEP, "Invalid wait context" },
	{ BAD_LOCKDEP, "DEBUG_LOCKS_WARN_ON" },
	{ BAD_LOCKDEP, "turning off the locking correctness validator" },
	{ BAD_LOCKDEP, "Voluntary context switch within RCU" },

	{ BAD_BUG, "BUG: " },
	{ BAD_BUG, "scheduling while atomic" },
	{ BAD_BUG, "sleeping function called from invalid context" },
	{ BAD_BUG, "Bad page map" },
	{ BAD_BUG, "Bad page state" },
	{ BAD_BUG, "Bad rss-counter" },
	{ BAD_BUG, "Bad swap" },
	{ BAD_BUG, "bad pmd" },
	{ BAD_BUG, "bad pud" },
	{ BAD_BUG, "bad p4d" },
	{ BAD_BUG, "bad pgd" },
	{ BAD_BUG, "list_add corruption" },
	{ BAD_BUG, "list_del corruption" },
	{ BAD_BUG, "unbalanced preempt" },
	{ BAD_BUG, "returned with preemption imbalance" },
	{ BAD_BUG, "exited with preempt_count" },

	{ BAD_WARNING, "WARNING: " },
	{ BAD_WARNING, "UBSAN: " },
	{ BAD_WARNING, "refcount_t: " },
	{ BAD_WARNING, "page allocation failure" },
	{ BAD_WARNING, "Out of memory: Killed" },
	{ BAD_WARNING, "Call Trace:" },
	{ BAD_WARNING, "Call trace:" },
};

static const char *const names[] = {
	[BAD_NOTHING] = "nothing",
	[BAD_WARNING] = "warning",
	[BAD_LOCKDEP] = "lockdep",
	[BAD_STALL] = "stall",
	[BAD_BUG] = "bug",
	[BAD_OOPS] = "oops",
	[BAD_PANIC] = "panic",
};

const char *judge_badness(enum badness bad)
{
	return names[bad];
}

void judge_init(struct judge *j, const struct benign_list *benign)
{
	memset(j, 0, sizeof(*j));
	j->benign = benign;
}

void judge_free(struct judge *j)
{
	for (size_t i = 0; i < j->n; i++) {
		free(j->findings[i].text);
		sl_free(&j->findings[i].context);
	}
	free(j->findings);
	memset(j, 0, sizeof(*j));
}

static enum badness kind_of(const char *line)
{
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
		if (strstr(line, signs[i].text))
			return signs[i].kind;
	}
	return BAD_NOTHING;
}

/* Two or more words of 16 hexadecimal digits and no symbol+offset. */
static bool is_register_dump(const char *line)
{
	size_t words = 0;

	if (strstr(line, "+0x"))
		return false;
	if (strstr(line, "Modules linked in:"))
		return true;
	for (const char *p = line; *p; ) {
		size_t n = strspn(p, "0123456789abcdef");

		words += n == 16;
		p += n;
		p += *p ? 1 : 0;
	}
	return words >= 2;
}

static struct finding *new_finding(struct judge *j)
{
	if (j->n == JUDGE_MAX) {
		j->more++;
		return NULL;
	}
	GROW(j->findings, j->n, j->cap);
	return &j->findings[j->n++];
}

static bool incident_is_open(const struct judge *j)
{
	return j->line_no <= j->open_until;
}

/* "Fatal exception" right after an oops belongs to the incident of the oops. */
static bool ends_last_incident(struct judge *j, enum badness kind,
			       const char *text)
{
	struct finding *f = j->n ? &j->findings[j->n - 1] : NULL;

	if (kind != BAD_PANIC || !f || j->more || f->kind != BAD_OOPS ||
	    j->line_no - f->line_no > 2 * JUDGE_AFTER)
		return false;
	f->kind = kind;
	sl_addf(&f->context, "%.400s", text);
	return true;
}

static void begin_incident(struct judge *j, enum badness kind, const char *text)
{
	struct finding *f;

	if (ends_last_incident(j, kind, text))
		return;
	f = new_finding(j);
	j->open_until = j->line_no + JUDGE_AFTER;
	j->open_kind = kind;
	if (!f)
		return;
	f->kind = kind;
	f->line_no = j->line_no;
	f->text = str_dup(text);
	for (size_t i = 0; i < JUDGE_BEFORE; i++) {
		const char *b = j->before[(j->line_no + i) % JUDGE_BEFORE];

		if (*b)
			sl_add(&f->context, b);
	}
	sl_add(&f->context, text);
}

/*
 * Handle a line while an incident is open: it continues the incident, or makes
 * it graver.
 */
static enum badness continue_incident(struct judge *j, enum badness kind,
				      const char *text)
{
	/* Incidents past JUDGE_MAX are counted, and can still become graver. */
	struct finding *f = j->n && !j->more ? &j->findings[j->n - 1] : NULL;

	if (f && f->context.n < JUDGE_BEFORE + 1 + JUDGE_AFTER &&
	    !is_register_dump(text))
		sl_addf(&f->context, "%.400s", text);
	if (kind <= j->open_kind)
		return BAD_NOTHING;
	j->open_kind = kind;
	if (f)
		f->kind = kind;
	return kind;
}

static void remember(struct judge *j, const char *text)
{
	char *slot = j->before[j->line_no % JUDGE_BEFORE];

	slot[0] = '\0';
	strncat(slot, text, sizeof(j->before[0]) - 1);
}

/* Each WARN and BUG of the kernel begins with such a line. */
static bool begins_trace(const char *text)
{
	return strstr(text, "[ cut here ]");
}

static bool ends_trace(const char *text)
{
	return strstr(text, "end trace") || strstr(text, "end Kernel panic");
}

static bool is_call_trace(const char *text)
{
	return strstr(text, "Call Trace:") || strstr(text, "Call trace:");
}

/*
 * The kind of a line, with the allow-list taken into account. A line on the
 * list is excused. If that line says why a trace was printed, the "Call Trace:"
 * line of the trace is excused as well. No other line is: another CPU may
 * report an incident of its own at any time.
 */
static enum badness kind_with_excuses(struct judge *j, const char *text)
{
	enum badness kind = kind_of(text);

	if (kind == BAD_NOTHING)
		return kind;
	if (benign_has(j->benign, text)) {
		j->excused++;
		if (j->line_no <= j->trace_until && !incident_is_open(j))
			j->excused_until = j->trace_until;
		return BAD_NOTHING;
	}
	if (kind == BAD_WARNING && is_call_trace(text) &&
	    j->line_no <= j->excused_until) {
		j->excused_until = 0;
		return BAD_NOTHING;
	}
	return kind;
}

enum badness judge_line(struct judge *j, const char *line)
{
	const char *text = console_text(line);
	enum badness kind, news = BAD_NOTHING;

	j->line_no++;
	if (begins_trace(text)) {
		j->open_until = 0;
		j->excused_until = 0;
		j->trace_until = j->line_no + JUDGE_AFTER;
	}
	kind = kind_with_excuses(j, text);
	if (incident_is_open(j)) {
		news = continue_incident(j, kind, text);
	} else if (kind != BAD_NOTHING) {
		begin_incident(j, kind, text);
		news = kind;
	}
	if (ends_trace(text)) {
		j->open_until = 0;
		j->excused_until = 0;
		j->trace_until = 0;
	}
	/* The end of a stack trace; a few lines may still belong to it. */
	if (strstr(text, "</TASK>") && incident_is_open(j))
		j->open_until = j->line_no + 3;
	if (news > j->worst)
		j->worst = news;
	remember(j, text);
	return news;
}
