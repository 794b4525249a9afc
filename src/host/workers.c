// SPDX-License-Identifier: GPL-2.0-only
#include "host/workers.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/orphans.h"
#include "host/proc.h"
#include "util/clock.h"
#include "util/interrupt.h"
#include "util/output.h"
#include "util/strbuf.h"

/* Milliseconds between two checks for workers that have ended. */
#define LOOK_MS		20

/* Seconds for interrupted workers to clean up before they are killed. */
#define CLEANUP_SECONDS	10

#define REPORT_MAGIC	0x6c617a79

/*
 * struct header - the beginning of a worker's answer; the report and the
 * message follow
 * @code: exit status of the worker's failure; EXIT_OK: no failure
 * @reader_gone: our standard output is a pipe whose reader has gone
 */
struct header {
	uint32_t magic;
	int32_t code;
	uint64_t reader_gone;
	uint64_t report_len;
	uint64_t message_len;
};

/*
 * struct pool - all workers while they run
 * @memory: bytes that the running workers may need
 * @kill_at: when the remaining workers are killed; 0: never
 */
struct pool {
	struct worker *v;
	size_t n;
	const struct workers_limits *limits;
	int running;
	int heavy;
	uint64_t memory;
	double kill_at;
	struct orphans orphans;
};

void workers_free(struct worker *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		sb_free(&v[i].out);
		sb_free(&v[i].report);
		failure_free(&v[i].failure);
	}
}

/* --- in the worker --- */

static void write_all(int fd, const void *mem, size_t len)
{
	const char *at = mem;

	while (len) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			exit(EXIT_TOOL);
		at += n;
		len -= n;
	}
}

static void hand_back(const struct worker *w, const struct strbuf *report, int err,
		      bool reader_gone)
{
	struct failure f = { 0 };
	struct header h = { .magic = REPORT_MAGIC, .reader_gone = reader_gone };

	if (fail_take(&f) || err) {
		h.code = f.message ? f.code : EXIT_TOOL;
		if (!f.message)
			f.message = str_fmt("%s: %s", w->name, strerror(-err));
		h.message_len = strlen(f.message);
	}
	h.report_len = report->len;
	write_all(w->report_fd, &h, sizeof(h));
	write_all(w->report_fd, report->buf, report->len);
	if (f.message)
		write_all(w->report_fd, f.message, h.message_len);
	failure_free(&f);
}

static void close_files(struct worker *w)
{
	int *const fds[] = { &w->out_fd, &w->err_fd, &w->report_fd };

	for (int i = 0; i < 3; i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
}

static void __attribute__((noreturn))
be_worker(struct pool *p, struct worker *w, int err_fd, pid_t parent)
{
	struct strbuf report = STRBUF_INIT;
	bool gone = false;
	int err;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	/*
	 * Orphans of our programs come to our parent only when we are dead, so
	 * that it does not take them for those of another worker.
	 */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (getppid() != parent)
		exit(EXIT_TOOL);
	for (size_t i = 0; i < p->n; i++) {
		if (&p->v[i] != w && p->v[i].state == WORKER_RUNNING)
			close_files(&p->v[i]);
	}
	if (!p->limits->live && (dup2(w->out_fd, STDOUT_FILENO) < 0 ||
				 dup2(err_fd, STDERR_FILENO) < 0))
		exit(EXIT_TOOL);
	if (err_fd >= 0)
		close(err_fd);
	err = w->run(w->arg, &report);
	if (fflush(stdout) || ferror(stdout)) {
		gone = p->limits->live && output_reader_is_gone();
		if (!err && !gone)
			err = fail(EXIT_TOOL, EIO, "%s: its output cannot be written",
				   w->name);
	}
	hand_back(w, &report, err, gone);
	sb_free(&report);
	/* exit() and no return: the leak checker still sees the memory of the caller. */
	exit(EXIT_OK);
}

/* --- here --- */

static int start_worker(struct pool *p, struct worker *w)
{
	int pipe_fd[2] = { -1, -1 };
	pid_t parent = getpid();

	w->report_fd = memfd_create("report", MFD_CLOEXEC);
	if (w->report_fd >= 0 && !p->limits->live) {
		w->out_fd = memfd_create("output", MFD_CLOEXEC);
		if (w->out_fd >= 0 && pipe2(pipe_fd, O_CLOEXEC))
			pipe_fd[0] = -1;
		w->err_fd = pipe_fd[0];
	}
	if (w->report_fd < 0 ||
	    (!p->limits->live && (w->out_fd < 0 || w->err_fd < 0)))
		goto failed;
	if (w->err_fd >= 0)
		fcntl(w->err_fd, F_SETFL, O_NONBLOCK);
	fflush(NULL);
	w->pid = fork();
	if (w->pid < 0)
		goto failed;
	if (!w->pid)
		be_worker(p, w, pipe_fd[1], parent);
	if (pipe_fd[1] >= 0)
		close(pipe_fd[1]);
	w->state = WORKER_RUNNING;
	orphans_spare(&p->orphans, w->pid);
	p->running++;
	p->heavy += w->heavy;
	p->memory += w->memory;
	return 0;

failed:
	w->failure.message = str_fmt("no process can be made for %s: %s", w->name,
				     strerror(errno));
	w->failure.code = EXIT_TOOL;
	w->state = WORKER_FAILED;
	if (pipe_fd[1] >= 0)
		close(pipe_fd[1]);
	close_files(w);
	return -1;
}

static bool may_start(const struct pool *p, const struct worker *w)
{
	const struct workers_limits *l = p->limits;

	if (w->state != WORKER_WAITING || (w->after && w->after->state != WORKER_DONE))
		return false;
	if (!p->running)
		return true;
	return p->running < l->jobs && (!w->heavy || p->heavy < l->heavy) &&
	       p->memory + w->memory <= l->memory;
}

/* Hand the whole lines in @w->line to standard error; at the end, the rest too. */
static void show_lines(struct worker *w, bool end)
{
	size_t len = w->line.len;

	if (end && len)
		sb_addch(&w->line, '\n');
	if (!end) {
		while (len && w->line.buf[len - 1] != '\n')
			len--;
	} else {
		len = w->line.len;
	}
	if (!len)
		return;
	fflush(stdout);
	fwrite(w->line.buf, 1, len, stderr);
	memmove(w->line.buf, w->line.buf + len, w->line.len - len);
	w->line.len -= len;
	w->line.buf[w->line.len] = '\0';
}

static void forward_notes(struct worker *w, bool end)
{
	char bytes[4096];
	ssize_t n;

	while (w->err_fd >= 0 && (n = read(w->err_fd, bytes, sizeof(bytes))) > 0)
		sb_add(&w->line, bytes, n);
	show_lines(w, end);
}

static int read_fd(int fd, struct strbuf *out)
{
	char bytes[16384];
	off_t at = 0;
	ssize_t n;

	while ((n = pread(fd, bytes, sizeof(bytes), at)) > 0) {
		sb_add(out, bytes, n);
		at += n;
	}
	return n < 0 ? -errno : 0;
}

static void set_failure(struct worker *w, enum exit_code code, char *message)
{
	failure_free(&w->failure);
	w->failure = (struct failure){ .message = message, .code = code };
	w->state = WORKER_FAILED;
}

/*
 * Take over the worker's answer. An incomplete answer counts as none. Returns
 * whether the answer was complete.
 */
static bool take_report(struct worker *w, int status)
{
	struct strbuf text = STRBUF_INIT;
	struct header h = { 0 };
	const char *message;
	bool complete;

	complete = !read_fd(w->report_fd, &text) && text.len >= sizeof(h);
	if (complete)
		memcpy(&h, text.buf, sizeof(h));
	complete = complete && h.magic == REPORT_MAGIC &&
		   h.report_len <= text.len && h.message_len <= text.len &&
		   text.len == sizeof(h) + h.report_len + h.message_len;
	complete = complete && !status;
	if (!complete) {
		int ret = WIFSIGNALED(status) ? 256 + WTERMSIG(status) :
						WEXITSTATUS(status);

		set_failure(w, EXIT_TOOL,
			    str_fmt("%s: its process did not report: %s", w->name,
				    proc_status(ret)));
		goto out;
	}
	sb_add(&w->report, text.buf + sizeof(h), h.report_len);
	message = text.buf + sizeof(h) + h.report_len;
	w->state = WORKER_DONE;
	if (h.reader_gone)
		output_lose();
	if (h.code)
		set_failure(w, h.code, str_fmt("%.*s", (int)h.message_len, message));
out:
	sb_free(&text);
	return complete;
}

/* Has the worker ended? Then take over its report. */
static bool reap_worker(struct pool *p, struct worker *w)
{
	int status;
	pid_t pid = waitpid(w->pid, &status, WNOHANG);

	if (!pid || (pid < 0 && errno == EINTR))
		return false;
	p->running--;
	p->heavy -= w->heavy;
	p->memory -= w->memory;
	orphans_forget(&p->orphans, w->pid);
	forward_notes(w, true);
	/* A worker that did not end by itself has left its programs. */
	if (!take_report(w, pid < 0 ? 1 : status))
		orphans_kill(&p->orphans);
	if (w->out_fd >= 0 && read_fd(w->out_fd, &w->out) && w->state == WORKER_DONE)
		set_failure(w, EXIT_TOOL,
			    str_fmt("%s: its output cannot be read", w->name));
	sb_free(&w->line);
	close_files(w);
	return true;
}

/* A worker that depends on a failed one fails for the same reason. */
static bool give_up(struct worker *w)
{
	if (w->state != WORKER_WAITING)
		return false;
	if (interrupt_came()) {
		set_failure(w, EXIT_INTERRUPTED, str_dup("interrupted"));
		return true;
	}
	if (!w->after || w->after->state != WORKER_FAILED)
		return false;
	set_failure(w, w->after->failure.code, str_dup(w->after->failure.message));
	return true;
}

static void signal_all(const struct pool *p, int sig)
{
	for (size_t i = 0; i < p->n; i++) {
		if (p->v[i].state == WORKER_RUNNING)
			kill(p->v[i].pid, sig);
	}
}

/* We have been interrupted: interrupt the workers as well. */
static void interrupt_all(struct pool *p)
{
	if (!p->kill_at) {
		p->kill_at = clock_wall() + CLEANUP_SECONDS;
		signal_all(p, SIGTERM);
	} else if (clock_wall() > p->kill_at) {
		signal_all(p, SIGKILL);
	}
}

static void wait_a_little(struct pool *p)
{
	struct pollfd *fds = calloc(p->n, sizeof(*fds));
	nfds_t n = 0;

	if (!fds)
		oom();
	for (size_t i = 0; i < p->n; i++) {
		if (p->v[i].state == WORKER_RUNNING && p->v[i].err_fd >= 0)
			fds[n++] = (struct pollfd){ .fd = p->v[i].err_fd,
						    .events = POLLIN };
	}
	poll(fds, n, LOOK_MS);
	/*
	 * A descriptor whose other end is closed is always ready, and would
	 * keep us busy.
	 */
	for (nfds_t i = 0; i < n; i++) {
		if (fds[i].revents && !(fds[i].revents & POLLIN)) {
			poll(NULL, 0, LOOK_MS);
			break;
		}
	}
	free(fds);
}

/* Look once at each worker. Return: has a worker ended, or failed to begin? */
static bool look_at_all(struct pool *p, void (*done)(void *arg, struct worker *w),
			void *arg)
{
	bool ended = false;

	for (size_t i = 0; i < p->n; i++) {
		struct worker *w = &p->v[i];
		bool now = false;

		if (w->state == WORKER_RUNNING) {
			forward_notes(w, false);
			now = reap_worker(p, w);
		} else if (!interrupt_came() && may_start(p, w)) {
			now = start_worker(p, w) < 0;
		} else {
			now = give_up(w);
		}
		if (now && done)
			done(arg, w);
		ended |= now;
	}
	return ended;
}

int workers_run(struct worker *v, size_t n, const struct workers_limits *limits,
		void (*done)(void *arg, struct worker *w), void *arg)
{
	struct pool p = { .v = v, .n = n, .limits = limits };

	for (size_t i = 0; i < n; i++) {
		v[i].state = WORKER_WAITING;
		v[i].out = (struct strbuf)STRBUF_INIT;
		v[i].report = (struct strbuf)STRBUF_INIT;
		v[i].line = (struct strbuf)STRBUF_INIT;
		v[i].failure = (struct failure){ 0 };
		v[i].out_fd = v[i].err_fd = v[i].report_fd = -1;
	}
	orphans_adopt(&p.orphans);
	for (;;) {
		bool ended;

		if (interrupt_came())
			interrupt_all(&p);
		ended = look_at_all(&p, done, arg);
		if (!ended && !p.running)
			break;
		if (!ended)
			wait_a_little(&p);
	}
	orphans_release(&p.orphans);
	return interrupt_came() ? fail(EXIT_INTERRUPTED, EINTR, "interrupted") : 0;
}
