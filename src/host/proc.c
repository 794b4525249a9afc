// SPDX-License-Identifier: GPL-2.0-only
#include "host/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "util/fail.h"
#include "util/interrupt.h"
#include "util/strbuf.h"
#include "util/strlist.h"

enum { IN, OUT, ERR, NR_STREAMS };

/* A running program. */
struct child {
	struct proc *p;
	pid_t pid;
	int pidfd;
	int fd[NR_STREAMS];		/* our ends of the pipes; -1: no pipe, or closed */
	struct strbuf *buf[NR_STREAMS];
	struct strbuf partial[NR_STREAMS];	/* lines without their end so far */
	size_t in_done;
	int64_t deadline;		/* ms; INT64_MAX: none */
	int64_t kill_at;		/* when SIGTERM becomes SIGKILL */
	bool stopping;
	bool interrupted;		/* recorded as a failure */
	int result;			/* negative: why the program was stopped */
};

/* Milliseconds for a program with struct proc.finish to end, after an interruption. */
#define FINISH_MS 60000

static bool sigpipe_is_ours;	/* SIGPIPE is ignored because we ignore it, not our caller */
static bool no_pidfd;

static bool is_ignored(int sig)
{
	struct sigaction sa;

	return !sigaction(sig, NULL, &sa) && sa.sa_handler == SIG_IGN;
}

void proc_catch_signals(void)
{
	interrupt_catch();
	sigpipe_is_ours = !is_ignored(SIGPIPE);
	signal(SIGPIPE, SIG_IGN);
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void stop_child(struct child *c, int result)
{
	if (c->stopping)
		return;
	c->stopping = true;
	c->result = result;
	c->kill_at = now_ms() + 1000;
	kill(-c->pid, SIGTERM);
}

/*
 * In the child: give signals their default action, except those that our caller
 * ignores: nohup(1) is meant for all programs that we start.
 */
static void reset_signals(void)
{
	for (int sig = 1; sig < NSIG; sig++) {
		if (sig == SIGKILL || sig == SIGSTOP)
			continue;
		if (!is_ignored(sig) || (sig == SIGPIPE && sigpipe_is_ours))
			signal(sig, SIG_DFL);
	}
}

/*
 * In the child: make the environment. LC_ALL=C is always set, because messages
 * of programs are compared with English text.
 */
static void set_environment(const struct proc *p)
{
	struct strlist kept = { 0 };

	for (const char *const *name = p->keep; name && *name; name++) {
		if (getenv(*name))
			sl_addf(&kept, "%s=%s", *name, getenv(*name));
	}
	if (p->keep)
		clearenv();
	for (size_t i = 0; i < kept.n; i++)
		putenv(kept.v[i]);
	setenv("LC_ALL", "C", 1);
	unsetenv("LANGUAGE");
	for (char *const *e = p->env; e && *e; e++) {
		if (strchr(*e, '='))
			putenv(*e);
		else
			unsetenv(*e);
	}
}

/* The child reports this if it cannot execute the program. */
struct refusal {
	int err;
	bool cwd;		/* the working directory cannot be entered */
};

/* In the child: never returns. A struct refusal may go to @report. */
static void exec_child(const char *const argv[], const struct proc *p,
		       int fd[NR_STREAMS], int report, pid_t parent,
		       const sigset_t *mask)
{
	struct refusal refusal = { 0 };

	setpgid(0, 0);
	if (p->finish)
		fcntl(p->finish, F_SETFD, 0);
	else if (!p->whole)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	reset_signals();
	sigprocmask(SIG_SETMASK, mask, NULL);

	for (int i = 0; i < NR_STREAMS; i++) {
		if (fd[i] >= 0 && dup2(fd[i], i) < 0)
			goto out;
	}
	if (p->merge_err && dup2(1, 2) < 0)
		goto out;
	if (p->cwd && chdir(p->cwd) < 0) {
		refusal.cwd = true;
		goto out;
	}
	set_environment(p);
	execvp(argv[0], (char *const *)argv);
out:
	refusal.err = errno;
	if (write(report, &refusal, sizeof(refusal)) < 0)
		_exit(126);
	_exit(127);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void set_nonblocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* Make the pipes that are wanted: fd[] for the child, c->fd[] for us. */
static int make_pipes(struct child *c, int fd[NR_STREAMS])
{
	struct proc *p = c->p;
	bool want[NR_STREAMS] = {
		[IN] = p->in != NULL,
		[OUT] = p->out || p->line,
		[ERR] = !p->merge_err && (p->err || p->line),
	};

	for (int i = 0; i < NR_STREAMS; i++) {
		int ends[2];

		if (!want[i])
			continue;
		if (pipe2(ends, O_CLOEXEC) < 0)
			return -errno;
		fd[i] = ends[i == IN ? 0 : 1];
		c->fd[i] = ends[i == IN ? 1 : 0];
		set_nonblocking(c->fd[i]);
	}
	if (fd[IN] < 0) {
		fd[IN] = open("/dev/null", O_RDONLY | O_CLOEXEC);
		if (fd[IN] < 0)
			return -errno;
	}
	c->buf[OUT] = p->out;
	c->buf[ERR] = p->err;
	return 0;
}

static int start_child(struct child *c, const char *const argv[], const sigset_t *mask)
{
	int fd[NR_STREAMS] = { -1, -1, -1 };
	int report[2] = { -1, -1 };
	pid_t parent = getpid();
	struct refusal refusal;
	int err;
	ssize_t n;

	err = make_pipes(c, fd);
	if (!err && pipe2(report, O_CLOEXEC) < 0)
		err = -errno;
	if (err)
		goto out;

	fflush(NULL);
	c->pid = fork();
	if (c->pid < 0) {
		err = -errno;
		goto out;
	}
	if (!c->pid)
		exec_child(argv, c->p, fd, report[1], parent, mask);

	setpgid(c->pid, c->pid);
	close_fd(&report[1]);
	do {
		n = read(report[0], &refusal, sizeof(refusal));
	} while (n < 0 && errno == EINTR);
	if (n == sizeof(refusal)) {
		waitpid(c->pid, NULL, 0);
		err = -refusal.err;
		if (refusal.cwd)
			err = fail(EXIT_TOOL, ENOTDIR,
				   "the directory %s cannot be entered: %s",
				   c->p->cwd, strerror(refusal.err));
		goto out;
	}
	/* Valgrind and old kernels have no pidfd: then the child is polled. */
	if (!no_pidfd)
		c->pidfd = syscall(SYS_pidfd_open, c->pid, 0);
	no_pidfd = c->pidfd < 0;
out:
	for (int i = 0; i < NR_STREAMS; i++)
		close_fd(&fd[i]);
	close_fd(&report[0]);
	close_fd(&report[1]);
	return err;
}

static void give_line(struct child *c, int stream, size_t len)
{
	int ret;

	if (c->stopping)
		return;
	c->partial[stream].buf[len] = '\0';
	ret = c->p->line(c->p->arg, c->partial[stream].buf, len, stream == ERR);
	if (ret)
		stop_child(c, ret < 0 ? ret : 0);
}

static void take_output(struct child *c, int stream, const char *mem, size_t len)
{
	struct strbuf *line = &c->partial[stream];

	if (c->buf[stream]) {
		size_t kept = c->buf[stream]->len;

		if (c->p->max && len + kept > c->p->max)
			len = kept < c->p->max ? c->p->max - kept : 0;
		sb_add(c->buf[stream], mem, len);
		return;
	}
	while (len) {
		const char *nl = memchr(mem, '\n', len);
		size_t n = nl ? (size_t)(nl - mem) : len;

		sb_add(line, mem, n);
		if (!nl)
			return;
		sb_reserve(line, 1);
		give_line(c, stream, line->len);
		sb_reset(line);
		mem += n + 1;
		len -= n + 1;
	}
}

/* Read the bytes that a stream has; close the stream at its end. */
static void drain_stream(struct child *c, int stream)
{
	char mem[65536];
	ssize_t n;

	/* The loop is bounded, so that a time-out is noticed during a flood of output. */
	for (int i = 0; i < 16; i++) {
		n = read(c->fd[stream], mem, sizeof(mem));
		if (n <= 0)
			break;
		take_output(c, stream, mem, n);
	}
	if (!n || (n < 0 && errno != EAGAIN && errno != EINTR))
		close_fd(&c->fd[stream]);
}

static void feed_input(struct child *c)
{
	ssize_t n = 0;

	if (c->in_done < c->p->in_len)
		n = write(c->fd[IN], c->p->in + c->in_done,
			  c->p->in_len - c->in_done);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		c->in_done += n;
	if (n < 0 || c->in_done == c->p->in_len)
		close_fd(&c->fd[IN]);
}

static int ms_to_wait(struct child *c)
{
	int64_t until = c->stopping ? c->kill_at : c->deadline;
	int64_t ms = until == INT64_MAX ? 60000 : until - now_ms();

	if (c->p->tick && ms > 100)
		ms = 100;
	if (c->pidfd < 0 && ms > 10)
		ms = 10;
	return ms < 0 ? 0 : ms > 60000 ? 60000 : (int)ms;
}

/*
 * We have been interrupted: stop the program, unless it must not be interrupted
 * halfway.
 */
static void interrupt_child(struct child *c, int64_t now)
{
	c->interrupted = true;
	fail(EXIT_INTERRUPTED, EINTR, "interrupted");
	if (c->p->whole)
		note("interrupted: waiting for the program that is running, which must not be stopped halfway");
	else if (!c->p->finish)
		stop_child(c, -EINTR);
	else if (c->deadline > now + FINISH_MS)
		c->deadline = now + FINISH_MS;
}

static void check_time(struct child *c)
{
	int64_t now = now_ms();

	if (interrupt_came() && !c->stopping && !c->interrupted)
		interrupt_child(c, now);
	if (c->stopping && now >= c->kill_at) {
		kill(-c->pid, SIGKILL);
		c->kill_at = INT64_MAX;
	} else if (!c->stopping && now >= c->deadline) {
		stop_child(c, c->interrupted ? -EINTR : -ETIMEDOUT);
	}
	if (c->p->tick && !c->stopping) {
		int ret = c->p->tick(c->p->arg);

		if (ret)
			stop_child(c, ret < 0 ? ret : 0);
	}
}

/* Has the program ended? Its status can still be read afterwards. */
static bool has_ended(const struct child *c)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, c->pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
	       info.si_pid == c->pid;
}

/* Move bytes until the program has ended. */
static void move_bytes(struct child *c, const sigset_t *mask)
{
	for (;;) {
		struct pollfd pfd[NR_STREAMS + 1];
		int ms = ms_to_wait(c);
		struct timespec ts = { ms / 1000, ms % 1000 * 1000000L };

		for (int i = 0; i < NR_STREAMS; i++)
			pfd[i] = (struct pollfd){
				.fd = c->fd[i],
				.events = i == IN ? POLLOUT : POLLIN,
			};
		pfd[NR_STREAMS] = (struct pollfd){ .fd = c->pidfd, .events = POLLIN };

		if (ppoll(pfd, NR_STREAMS + 1, &ts, mask) < 0)
			memset(pfd, 0, sizeof(pfd));
		check_time(c);
		if (pfd[IN].revents)
			feed_input(c);
		if (pfd[OUT].revents)
			drain_stream(c, OUT);
		if (pfd[ERR].revents)
			drain_stream(c, ERR);
		if (pfd[NR_STREAMS].revents || (c->pidfd < 0 && has_ended(c)))
			return;
	}
}

/* The program has ended: read the rest of its output, and its status. */
static int reap_child(struct child *c)
{
	int status;

	kill(-c->pid, SIGKILL);
	for (int i = OUT; i <= ERR; i++) {
		while (c->fd[i] >= 0) {
			struct pollfd pfd = { .fd = c->fd[i], .events = POLLIN };

			if (poll(&pfd, 1, 0) <= 0)
				break;
			drain_stream(c, i);
		}
		if (c->partial[i].len) {
			sb_reserve(&c->partial[i], 1);
			give_line(c, i, c->partial[i].len);
		}
	}
	while (waitpid(c->pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	if (c->result)
		return c->result;
	if (c->interrupted)
		return -EINTR;
	return WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
}

int proc_run(const char *const argv[], struct proc *p)
{
	struct proc none = { 0 };
	struct child child = {
		.p = p ? p : &none,
		.pidfd = -1,
		.fd = { -1, -1, -1 },
		.partial = { STRBUF_INIT, STRBUF_INIT, STRBUF_INIT },
		.deadline = INT64_MAX,
	};
	sigset_t mask;
	int ret;

	if (child.p->timeout_s > 0)
		child.deadline = now_ms() + 1000LL * child.p->timeout_s;
	interrupt_block(&mask);
	ret = interrupt_came() ? fail(EXIT_INTERRUPTED, EINTR, "interrupted") :
				 start_child(&child, argv, &mask);
	if (!ret) {
		move_bytes(&child, &mask);
		ret = reap_child(&child);
	}
	sigprocmask(SIG_SETMASK, &mask, NULL);
	for (int i = 0; i < NR_STREAMS; i++) {
		close_fd(&child.fd[i]);
		sb_free(&child.partial[i]);
	}
	close_fd(&child.pidfd);
	return ret;
}

const char *proc_describe(int ret, char text[PROC_STATUS_SIZE])
{
	if (ret == -ENOENT)
		snprintf(text, PROC_STATUS_SIZE, "not installed");
	else if (ret == -ETIMEDOUT)
		snprintf(text, PROC_STATUS_SIZE, "out of time");
	else if (ret < 0)
		snprintf(text, PROC_STATUS_SIZE, "%s", strerror(-ret));
	else if (ret >= 256)
		snprintf(text, PROC_STATUS_SIZE, "killed by signal %d (%s)",
			 ret - 256, strsignal(ret - 256));
	else
		snprintf(text, PROC_STATUS_SIZE, "exit status %d", ret);
	return text;
}

char *proc_find(const char *program)
{
	const char *path = getenv("PATH");
	struct strlist dirs = { 0 };
	char *found = NULL;

	if (strchr(program, '/'))
		return access(program, X_OK) ? NULL : str_dup(program);
	sl_split(&dirs, path ? path : "/usr/bin:/bin", ":");
	for (size_t i = 0; i < dirs.n && !found; i++) {
		char *file = str_fmt("%s/%s", dirs.v[i], program);

		if (!access(file, X_OK))
			found = file;
		else
			free(file);
	}
	sl_free(&dirs);
	return found;
}
