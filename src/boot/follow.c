// SPDX-License-Identifier: GPL-2.0-only
/* Following a console: results, verdict and what never came. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "boot/boot.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/regex.h"

/* No more than this is read, or written to the log. */
#define FLOOD_BYTES	(256ULL << 20)
#define LOG_PREFIX	12

/* What init says last. */
static const char guest_done[] = "lazymmu: guest done status=";

/*
 * What the judge looks for may lie where a line without end was cut: he gets
 * the end of the part before, too.
 */
static enum badness judge_part(struct follow *f, const char *line, bool rest)
{
	size_t len = strlen(line);
	enum badness bad;
	char *joined;

	if (!rest) {
		bad = judge_line(&f->r->judge, line);
	} else {
		joined = str_fmt("%s%s", f->tail, line);
		bad = judge_line(&f->r->judge, joined);
		free(joined);
	}
	if (len >= sizeof(f->tail))
		line += len - sizeof(f->tail) + 1;
	strcpy(f->tail, line);
	return bad;
}

/* A pattern that cannot be tried on a line of the console is never seen. */
static void look_for_expected(struct follow *f, const char *text)
{
	int seen = regex_match(f->expect, text, strlen(text));
	struct failure why;

	if (seen >= 0) {
		f->expected_seen = seen;
		return;
	}
	fail_take(&why);
	sl_addf(&f->r->lacking, "it cannot be said if it is the machine that was meant: %s",
		why.message);
	failure_free(&why);
	regex_free(f->expect);
	f->expect = NULL;
}

static void take_line(void *arg, const char *line, bool rest)
{
	struct follow *f = arg;
	const char *text = console_text(line);
	enum badness bad;

	if (f->log) {
		fprintf(f->log, "[%9.3f] %s\n", clock_wall() - f->started, line);
		f->bytes += LOG_PREFIX;
	}
	bad = judge_part(f, line, rest);
	if (bad >= BAD_OOPS && !f->dead_at)
		f->dead_at = clock_wall();
	if (*text) {
		free(f->r->last_line);
		f->r->last_line = str_fmt("%.300s", text);
	}
	if (rest)
		return;
	if (f->expect && !f->expected_seen)
		look_for_expected(f, text);
	if (!strncmp(text, guest_done, strlen(guest_done)))
		f->done = true;
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

int follow_init(struct follow *f, const struct benign_list *benign)
{
	char *origin, *why = NULL;
	int ret;

	console_init(&f->console, take_line, f);
	ktap_init(&f->r->ktap);
	judge_init(&f->r->judge, benign);
	f->started = clock_wall();
	f->last_output = f->started;
	if (!*f->t->expect)
		return 0;
	origin = str_fmt("targets/%s", f->t->name);
	f->expect = regex_compile(f->t->expect, origin, &why);
	free(origin);
	if (f->expect)
		return 0;
	ret = fail(EXIT_TOOL, EINVAL, "targets/%s: 'expect' is no pattern: %s",
		   f->t->name, why);
	free(why);
	return ret;
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

void follow_end(struct follow *f, enum ending ending)
{
	struct result *r = f->r;

	console_end(&f->console);
	ktap_end(&r->ktap);
	if (ending == ENDED_WELL && !f->done)
		ending = ENDED_EARLY;
	r->ending = ending;
	r->seconds = clock_wall() - f->started;
	if (f->expect && !f->expected_seen)
		sl_addf(&r->lacking,
			"it is not the machine that was meant: no line of the console matches '%s'",
			f->t->expect);
	for (size_t i = 0; f->suites && i < f->suites->n; i++) {
		if (!ktap_has(&r->ktap, f->suites->v[i]))
			sl_addf(&r->lacking, "KUnit did not report the suite '%s'",
				f->suites->v[i]);
	}
	if (!f->line && f->done && r->ktap.documents < 2)
		sl_add(&r->lacking, "the workloads' results are not there");
	console_free(&f->console);
	regex_free(f->expect);
	f->expect = NULL;
}
