// SPDX-License-Identifier: GPL-2.0-only
#include "boot/follow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fail.h"
#include "verdict/guest.h"

/* Most bytes that are read, and that are written to the log. */
#define FLOOD_BYTES	(256ULL << 20)
#define LOG_PREFIX	12

/*
 * A very long line is cut into parts, and a cut may go through words that the
 * judge looks for. So with each part the judge also sees the end of the part
 * before.
 */
static enum badness judge_part(struct follow *f, const char *line, bool rest)
{
	char *joined __cleanup(str_free) = str_fmt("%s%s", rest ? f->tail : "", line);
	enum badness bad = judge_line(&f->r->judge, joined);
	size_t len = strlen(line);

	if (len >= sizeof(f->tail))
		line += len - sizeof(f->tail) + 1;
	strcpy(f->tail, line);
	return bad;
}

/*
 * Look for the line that proves which machine this is. If PCRE2 gives up on a
 * line, the proof is missing.
 */
static void look_for_expected(struct follow *f, const char *text)
{
	int seen = regex_match(f->expect, text, strlen(text));
	struct failure why;

	if (seen >= 0) {
		f->expected_seen = seen;
		return;
	}
	fail_take(&why);
	sl_addf(&f->r->lacking, "it is not known whether this is the right machine: %s",
		why.message);
	failure_free(&why);
	regex_free(f->expect);
	f->expect = NULL;
}

static void log_line(struct follow *f, const char *line)
{
	if (!f->log)
		return;
	fprintf(f->log, "[%9.3f] %s\n", clock_wall() - f->started, line);
	f->bytes += LOG_PREFIX;
}

/* A whole line, without log level and time stamp. */
static void take_text(struct follow *f, const char *text)
{
	int failed;

	if (f->expect && !f->expected_seen)
		look_for_expected(f, text);
	failed = guest_done(text);
	if (failed >= 0) {
		f->done = true;
		f->failed_workloads += failed;
	}
	if (f->line)
		f->line(f->arg, text);
	if (!f->off_at && (strstr(text, "Entering ACPI S5 state") ||
			   !strcmp(text, "reboot: Power down")))
		f->off_at = clock_wall();
	if (!ktap_line(&f->r->ktap, text))
		return;
	f->last_test = clock_wall();
	if (f->out)
		fprintf(f->out, "%s%s\n", f->prefix, text);
}

static void take_line(void *arg, const char *line, bool rest)
{
	struct follow *f = arg;
	const char *text = console_text(line);

	log_line(f, line);
	if (judge_part(f, line, rest) >= BAD_OOPS && !f->dead_at)
		f->dead_at = clock_wall();
	if (*text) {
		free(f->r->last_line);
		f->r->last_line = str_fmt("%.300s", text);
	}
	if (!rest)
		take_text(f, text);
}

static int compile_expected(struct follow *f)
{
	const char *name = f->t->name;
	char *origin __cleanup(str_free) =
		f->expect_text == f->t->expect ?
		str_fmt("targets/%s: 'expect'", name) :
		str_fmt("'expect.%s' of the kernel version", name);
	char *why __cleanup(str_free) = NULL;

	f->expect = regex_compile(f->expect_text, origin, &why);
	if (f->expect)
		return 0;
	return fail(EXIT_TOOL, EINVAL, "%s is not a regular expression: %s",
		    origin, why);
}

int follow_init(struct follow *f, const struct benign_list *benign)
{
	console_init(&f->console, take_line, f);
	ktap_init(&f->r->ktap);
	judge_init(&f->r->judge, benign);
	f->started = clock_wall();
	f->last_output = f->started;
	if (!f->expect_text)
		f->expect_text = f->t->expect;
	return *f->expect_text ? compile_expected(f) : 0;
}

void follow_bytes(struct follow *f, const void *bytes, size_t len)
{
	if (!len)
		return;
	f->last_output = clock_wall();
	f->bytes += len;
	if (f->bytes > FLOOD_BYTES)
		f->flood = true;
	else
		console_feed(&f->console, bytes, len);
}

/* Add to the result what was expected and is missing. */
static void note_lacking(struct follow *f)
{
	struct result *r = f->r;

	if (f->expect && !f->expected_seen)
		sl_addf(&r->lacking,
			"this is not the right machine: no line of the console matches '%s'",
			f->expect_text);
	for (size_t i = 0; f->suites && i < f->suites->n; i++) {
		if (!ktap_has(&r->ktap, f->suites->v[i]))
			sl_addf(&r->lacking, "KUnit did not report the suite '%s'",
				f->suites->v[i]);
	}
	if (!f->line && f->done && r->ktap.documents < 2)
		sl_add(&r->lacking, "the results of the workloads are missing");
	/* A workload may fail before it prints a result. */
	if (f->failed_workloads && !r->ktap.failed)
		sl_addf(&r->lacking,
			"init says that %llu workloads failed, but not which",
			f->failed_workloads);
}

void follow_end(struct follow *f, enum ending ending)
{
	struct result *r = f->r;

	console_end(&f->console);
	ktap_end(&r->ktap);
	if (ending == ENDED_WELL && !f->done)
		ending = ENDED_EARLY;
	r->ending = ending;
	r->seconds = clock_wall() - f->started;
	note_lacking(f);
	console_free(&f->console);
	regex_free(f->expect);
	f->expect = NULL;
}
