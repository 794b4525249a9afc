// SPDX-License-Identifier: GPL-2.0-only
/* Booting a machine. */
#include "boot/boot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host/proc.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/file.h"

/* Seconds for the machine to go off after it said that it does, or died. */
#define OFF_SECONDS	3
#define DEAD_SECONDS	15

/*
 * struct boot - a machine while it runs
 * @fd: its console
 * @ending: set when we end it
 */
struct boot {
	const struct boot_options *o;
	struct follow *f;
	int fd;
	bool stopped;
	enum ending ending;
};

/* Read what there is, in bounded bites so that the clock is looked at. */
static bool read_console(struct boot *b)
{
	static char bytes[1 << 16];
	size_t budget = 8 << 20;
	ssize_t n;

	while (budget && (n = read(b->fd, bytes, sizeof(bytes))) > 0) {
		follow_bytes(b->f, bytes, n);
		budget -= n < (ssize_t)budget ? (size_t)n : budget;
	}
	return budget == 0;
}

static int stop(struct boot *b, enum ending ending)
{
	b->stopped = true;
	b->ending = ending;
	return 1;
}

static int tick(void *arg)
{
	struct boot *b = arg;
	struct follow *f = b->f;
	double t;

	read_console(b);
	t = clock_wall();
	if (f->flood)
		return stop(b, ENDED_FLOOD);
	if (f->off_at && t - f->off_at > OFF_SECONDS)
		return stop(b, ENDED_WELL);
	/* Some get over an oops, and go on with their tests. */
	if (f->dead_at && t - f->dead_at > DEAD_SECONDS &&
	    t - f->last_test > DEAD_SECONDS)
		return stop(b, ENDED_EARLY);
	if (t - f->last_output > b->o->silence_s)
		return stop(b, ENDED_SILENT);
	if (t - f->started > b->o->timeout_s)
		return stop(b, ENDED_LATE);
	return 0;
}

static int open_console(const struct machine *m)
{
	char *path = path_join(m->dir, MACHINE_CONSOLE);
	int fd = open(path, O_RDONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0)
		fd = fail(EXIT_TOOL, errno, "%s: %s", path, strerror(errno));
	free(path);
	return fd;
}

static int run_qemu(const struct machine *m, struct boot *b)
{
	struct strlist argv = { 0 };
	struct strbuf err;
	int ret;

	sb_init(&err);
	machine_argv(m, &argv);
	ret = proc_run((const char *const *)argv.v,
		       &(struct proc){ .cwd = m->dir, .out = &err,
				       .max = 4096, .merge_err = true,
				       .tick = tick,
				       .arg = b });
	while (read_console(b) && !b->f->flood)
		;
	if (ret > 0 && !b->stopped) {
		sb_rtrim(&err);
		ret = fail(EXIT_TOOL, EIO, "%s: %s: %s%s%s", m->t->name,
			   argv.v[0], proc_status(ret), err.len ? ": " : "",
			   err.buf);
	}
	sb_free(&err);
	sl_free(&argv);
	return ret < 0 ? ret : 0;
}

int boot_run(const struct machine *m, const struct boot_options *o,
	     struct result *r)
{
	struct follow f = { .t = m->t, .prefix = o->prefix, .out = stdout,
			    .r = r, .suites = o->suites,
			    .line = o->line, .arg = o->arg };
	struct boot b = { .o = o, .f = &f, .ending = ENDED_WELL };
	int ret;

	memset(r, 0, sizeof(*r));
	r->target = str_dup(m->t->name);
	r->accelerator = str_dup(m->accelerator);
	r->log_path = str_dup(o->log_path);
	ret = follow_init(&f, o->benign);
	b.fd = ret ? ret : open_console(m);
	if (b.fd < 0) {
		result_free(r);
		return b.fd;
	}
	f.log = fopen(o->log_path, "we");
	if (!f.log)
		ret = fail(EXIT_TOOL, errno, "%s: %s", o->log_path,
			   strerror(errno));
	if (!ret)
		ret = run_qemu(m, &b);
	follow_end(&f, f.flood ? ENDED_FLOOD : b.ending);
	if (f.log && fclose(f.log) && !ret)
		ret = fail(EXIT_TOOL, errno, "%s: %s", o->log_path,
			   strerror(errno));
	close(b.fd);
	if (ret)
		result_free(r);
	return ret;
}
