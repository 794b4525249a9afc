// SPDX-License-Identifier: GPL-2.0-only
#include "boot/boot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "boot/follow.h"
#include "host/proc.h"
#include "host/tools.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/file.h"

/* Seconds for the machine to switch off after it announced that, or died. */
#define OFF_SECONDS	3
#define DEAD_SECONDS	15

/*
 * struct boot - a running machine
 * @f: the follower of its console
 * @fd: the console
 * @stopped: we have stopped the machine
 * @ending: why the machine was stopped
 */
struct boot {
	const struct boot_options *o;
	struct follow *f;
	int fd;
	bool stopped;
	enum ending ending;
};

/*
 * Read what the console has, but not all of a flood, so that the clock is
 * checked in between. Return: is there more to read?
 */
static bool read_console(struct boot *b)
{
	char bytes[1 << 14];
	size_t budget = 8 << 20;
	ssize_t n;

	while (budget && (n = read(b->fd, bytes, sizeof(bytes))) > 0) {
		follow_bytes(b->f, bytes, n);
		budget -= n < (ssize_t)budget ? (size_t)n : budget;
	}
	return budget == 0;
}

static int stop_machine(struct boot *b, enum ending ending)
{
	b->stopped = true;
	b->ending = ending;
	return 1;
}

static int watch_machine(void *arg)
{
	struct boot *b = arg;
	struct follow *f = b->f;
	double now;

	read_console(b);
	now = clock_wall();
	if (f->flood)
		return stop_machine(b, ENDED_FLOOD);
	if (f->off_at && now - f->off_at > OFF_SECONDS)
		return stop_machine(b, ENDED_WELL);
	/* Some kernels survive an oops and continue their tests. */
	if (f->dead_at && now - f->dead_at > DEAD_SECONDS &&
	    now - f->last_test > DEAD_SECONDS)
		return stop_machine(b, ENDED_EARLY);
	if (now - f->last_output > b->o->silence_s)
		return stop_machine(b, ENDED_SILENT);
	if (now - f->started > b->o->timeout_s)
		return stop_machine(b, ENDED_LATE);
	return 0;
}

static int open_console(const struct machine *m)
{
	char *path __cleanup(str_free) = path_join(m->dir, MACHINE_CONSOLE);
	int fd = open(path, O_RDONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0)
		return fail(EXIT_TOOL, errno, "the console %s cannot be made: %s",
			    path, strerror(errno));
	return fd;
}

static int log_failed(const struct boot_options *o, int err)
{
	return fail(EXIT_TOOL, err, "the log %s cannot be written: %s",
		    o->log_path, strerror(err));
}

static int run_qemu(const struct machine *m, struct boot *b)
{
	struct strlist argv __cleanup(sl_free) = { 0 };
	struct strbuf said __cleanup(sb_free) = STRBUF_INIT;
	int ret;

	machine_argv(m, &argv);
	ret = tool_run((const char *const *)argv.v,
		       &(struct proc){ .cwd = m->dir, .out = &said, .max = 4096,
				       .merge_err = true, .tick = watch_machine,
				       .arg = b });
	while (read_console(b) && !b->f->flood)
		;
	if (ret > 0 && !b->stopped) {
		sb_rtrim(&said);
		return fail(EXIT_TOOL, EIO, "%s: the emulator %s failed (%s)%s%s", m->t->name,
			    argv.v[0], proc_status(ret), said.len ? ": " : "",
			    said.buf);
	}
	return ret < 0 ? ret : 0;
}

/* Run the machine and follow its console; console and log are open. */
static int run_followed(const struct machine *m, const struct boot_options *o,
			int console, FILE *log, struct result *r)
{
	struct follow f = {
		.t = m->t, .prefix = o->prefix, .out = stdout, .log = log, .r = r,
		.suites = o->suites, .expect_text = o->expect,
		.line = o->line, .arg = o->arg,
	};
	struct boot b = { .o = o, .f = &f, .fd = console, .ending = ENDED_WELL };
	int err = follow_init(&f, o->benign);

	if (err)
		return err;
	err = run_qemu(m, &b);
	follow_end(&f, f.flood ? ENDED_FLOOD : b.ending);
	return err;
}

int boot_run(const struct machine *m, const struct boot_options *o,
	     struct result *r)
{
	int console __cleanup(fd_close) = open_console(m);
	FILE *log;
	int err;

	if (console < 0)
		return console;
	log = fopen(o->log_path, "we");
	if (!log)
		return log_failed(o, errno);
	*r = (struct result){
		.target = str_dup(m->t->name),
		.accelerator = str_dup(m->accelerator),
		.emulator = str_dup(m->emulator ? m->emulator : ""),
		.hypervisor = m->hypervisor ? str_dup(m->hypervisor) : NULL,
		.log_path = str_dup(o->log_path),
	};
	err = run_followed(m, o, console, log, r);
	if (ferror(log) && !err)
		err = log_failed(o, EIO);
	if (fclose(log) && !err)
		err = log_failed(o, errno);
	if (err)
		result_free(r);
	return err;
}
