// SPDX-License-Identifier: GPL-2.0-only
#include "build/make.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "build/toolchain.h"
#include "host/proc.h"
#include "host/tools.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fail.h"

/* Seconds between two lines of progress. */
#define PERIOD_TERMINAL	0.2
#define PERIOD_FILE	5

/*
 * struct progress - the progress of a running make
 * @expected: number of objects to compile, about
 * @started: when make was started, by clock_wall()
 * @shown: when progress was shown last
 */
struct progress {
	const struct make *m;
	struct makelog *log;
	FILE *file;
	const char *path;
	size_t expected;
	double started;
	double shown;
};

static int run_make(const struct make *m, const char *wanted,
		    const struct strlist *goals, struct proc *p)
{
	struct strlist argv __cleanup(sl_free) = { 0 };
	struct strlist env __cleanup(sl_free) = { 0 };

	/* The image must not depend on the user who builds it. */
	sl_add(&env, "KBUILD_BUILD_USER=lazymmu");
	sl_add(&env, "KBUILD_BUILD_HOST=localhost");
	if (wanted)
		sl_addf(&env, "KCONFIG_ALLCONFIG=%s", wanted);
	sl_add(&argv, "make");
	sl_addf(&argv, "O=%s", m->outdir);
	sl_addf(&argv, "ARCH=%s", m->target->arch);
	sl_addf(&argv, "CROSS_COMPILE=%s", m->target->cross);
	sl_addf(&argv, "LOCALVERSION=-%s", m->variant);
	if (*m->cflags)
		sl_addf(&argv, "KCFLAGS=%s", m->cflags);
	sl_addf(&argv, "-j%d", m->jobs);
	sl_add_all(&argv, goals);
	p->cwd = m->srcdir;
	p->keep = toolchain_keep;
	p->env = env.v;
	p->merge_err = true;
	return tool_run((const char *const *)argv.v, p);
}

int make_config(const struct make *m, const char *wanted, struct strbuf *said)
{
	struct strlist goals __cleanup(sl_free) = { 0 };

	sl_add(&goals, "allnoconfig");
	return run_make(m, wanted, &goals, &(struct proc){ .out = said });
}

static void show_progress(struct progress *p, bool last)
{
	bool tty = isatty(STDERR_FILENO);
	double now = clock_wall();
	char total[32] = "";

	if (note_is_quiet() || (!last && now - p->shown < (tty ? PERIOD_TERMINAL : PERIOD_FILE)))
		return;
	p->shown = now;
	if (p->expected > p->log->objects && !last)
		snprintf(total, sizeof(total), " of about %zu", p->expected);
	fprintf(stderr, "%s[%s] %zu%s objects, %.0f s%s%s%s",
		tty ? "\r\033[K" : "", p->m->name, p->log->objects, total,
		now - p->started, last ? "" : ", ", last ? "" : p->log->current,
		tty && !last ? "" : "\n");
}

static int log_failed(const struct progress *p, int err)
{
	return fail(EXIT_TOOL, err, "the log %s cannot be written: %s", p->path,
		    strerror(err));
}

/* Callback line() of struct proc. */
static int read_line(void *arg, const char *line, size_t len, bool is_err)
{
	struct progress *p = arg;

	(void)len;
	(void)is_err;
	makelog_line(p->log, line);
	if (fprintf(p->file, "%s\n", line) < 0)
		return log_failed(p, errno);
	show_progress(p, false);
	return 0;
}

int make_goals(const struct make *m, const struct strlist *goals,
	       const char *log_path, size_t expected, struct makelog *log)
{
	struct progress p = {
		.m = m, .log = log, .path = log_path, .expected = expected,
		.started = clock_wall(), .shown = clock_wall(),
	};
	int ret;

	makelog_init(log, m->srcdir, m->outdir);
	p.file = fopen(log_path, "we");
	if (!p.file)
		return log_failed(&p, errno);
	ret = run_make(m, NULL, goals, &(struct proc){ .line = read_line, .arg = &p });
	if (fclose(p.file) && ret >= 0)
		ret = log_failed(&p, errno);
	show_progress(&p, true);
	return ret;
}
