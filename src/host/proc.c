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

#include "util/array.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "util/strlist.h"

enum { IN, OUT, ERR, NR_STREAMS };

/* A running program. */
struct child {
	struct proc *p;
	pid_t pid;
	int pidfd;
	int fd[NR_STREAMS];		/* our ends; -1: not a pipe, or ended */
	struct strbuf *buf[NR_STREAMS];
	struct strbuf partial[NR_STREAMS];	/* begun lines */
	size_t in_done;
	int64_t deadline;		/* ms; INT64_MAX: none */
	int64_t kill_at;		/* when SIGTERM becomes SIGKILL */
	bool stopping;
	int result;			/* negative: why it was stopped */
};

/* The signals that proc_catch_signals() takes. */
static const int caught[] = { SIGINT, SIGTERM, SIGHUP };

static volatile sig_atomic_t interrupted;
static bool sigpipe_is_ours;	/* it is ignored because we ignore it */
static bool no_pidfd;

static bool is_ignored(int sig)
{
	struct sigaction sa;

	return !sigaction(sig, NULL, &sa) && sa.sa_handler == SIG_IGN;
}

static void on_signal(int sig)
{
	(void)sig;
	interrupted = 1;
}

void proc_catch_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	for (size_t i = 0; i < ARRAY_SIZE(caught); i++) {
		if (!is_ignored(caught[i]))
			sigaction(caught[i], &sa, NULL);
	}
	sigpipe_is_ours = !is_ignored(SIGPIPE);
	signal(SIGPIPE, SIG_IGN);
}

bool proc_interrupted(void)
{
	return interrupted;
}

static void caught_set(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < ARRAY_SIZE(caught); i++)
		sigaddset(set, caught[i]);
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void stop(struct child *r, int result)
{
	if (r->stopping)
		return;
	r->stopping = true;
	r->result = result;
	r->kill_at = now_ms() + 1000;
	kill(-r->pid, SIGTERM);
}

/*
 * In the child: signals have their default action again, but for those that our
 * caller ignores. nohup(1) is meant for all that we start.
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
 * In the child: make the environment. Messages of programs are compared with
 * English text, so LC_ALL=C is not left to each caller.
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

/* The child reports this when it cannot become the program. */
struct refusal {
	int err;
	bool cwd;		/* its working directory cannot be entered */
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
	else
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

static void nonblock(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* Make the pipes that are wanted: fd[] for the child, r->fd[] for us. */
static int make_pipes(struct child *r, int fd[NR_STREAMS])
{
	struct proc *p = r->p;
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
		r->fd[i] = ends[i == IN ? 1 : 0];
		nonblock(r->fd[i]);
	}
	if (fd[IN] < 0) {
		fd[IN] = open("/dev/null", O_RDONLY | O_CLOEXEC);
		if (fd[IN] < 0)
			return -errno;
	}
	r->buf[OUT] = p->out;
	r->buf[ERR] = p->err;
	return 0;
}

static int spawn(struct child *r, const char *const argv[], const sigset_t *mask)
{
	int fd[NR_STREAMS] = { -1, -1, -1 };
	int report[2] = { -1, -1 };
	pid_t parent = getpid();
	struct refusal refusal;
	int err;
	ssize_t n;

	err = make_pipes(r, fd);
	if (!err && pipe2(report, O_CLOEXEC) < 0)
		err = -errno;
	if (err)
		goto out;

	fflush(NULL);
	r->pid = fork();
	if (r->pid < 0) {
		err = -errno;
		goto out;
	}
	if (!r->pid)
		exec_child(argv, r->p, fd, report[1], parent, mask);

	setpgid(r->pid, r->pid);
	close_fd(&report[1]);
	do {
		n = read(report[0], &refusal, sizeof(refusal));
	} while (n < 0 && errno == EINTR);
	if (n == sizeof(refusal)) {
		waitpid(r->pid, NULL, 0);
		err = -refusal.err;
		if (refusal.cwd)
			err = fail(EXIT_TOOL, ENOTDIR,
				   "the directory %s cannot be entered: %s",
				   r->p->cwd, strerror(refusal.err));
		goto out;
	}
	/* Valgrind and old kernels have none: then we look every now and then. */
	if (!no_pidfd)
		r->pidfd = syscall(SYS_pidfd_open, r->pid, 0);
	no_pidfd = r->pidfd < 0;
out:
	for (int i = 0; i < NR_STREAMS; i++)
		close_fd(&fd[i]);
	close_fd(&report[0]);
	close_fd(&report[1]);
	return err;
}

static void give_line(struct child *r, int stream, size_t len)
{
	int ret;

	if (r->stopping)
		return;
	r->partial[stream].buf[len] = '\0';
	ret = r->p->line(r->p->arg, r->partial[stream].buf, len, stream == ERR);
	if (ret)
		stop(r, ret < 0 ? ret : 0);
}

static void take_output(struct child *r, int stream, const char *mem, size_t len)
{
	struct strbuf *line = &r->partial[stream];

	if (r->buf[stream]) {
		size_t kept = r->buf[stream]->len;

		if (r->p->max && len + kept > r->p->max)
			len = kept < r->p->max ? r->p->max - kept : 0;
		sb_add(r->buf[stream], mem, len);
		return;
	}
	while (len) {
		const char *nl = memchr(mem, '\n', len);
		size_t n = nl ? (size_t)(nl - mem) : len;

		sb_add(line, mem, n);
		if (!nl)
			return;
		sb_reserve(line, 1);
		give_line(r, stream, line->len);
		sb_reset(line);
		mem += n + 1;
		len -= n + 1;
	}
}

/* Take what is there; at its end the stream is closed. */
static void drain(struct child *r, int stream)
{
	char mem[65536];
	ssize_t n;

	/* Bounded, so that a time-out is noticed while output floods in. */
	for (int i = 0; i < 16; i++) {
		n = read(r->fd[stream], mem, sizeof(mem));
		if (n <= 0)
			break;
		take_output(r, stream, mem, n);
	}
	if (!n || (n < 0 && errno != EAGAIN && errno != EINTR))
		close_fd(&r->fd[stream]);
}

static void feed(struct child *r)
{
	ssize_t n = 0;

	if (r->in_done < r->p->in_len)
		n = write(r->fd[IN], r->p->in + r->in_done,
			  r->p->in_len - r->in_done);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		r->in_done += n;
	if (n < 0 || r->in_done == r->p->in_len)
		close_fd(&r->fd[IN]);
}

static int wait_ms(struct child *r)
{
	int64_t until = r->stopping ? r->kill_at : r->deadline;
	int64_t ms = until == INT64_MAX ? 60000 : until - now_ms();

	if (r->p->tick && ms > 100)
		ms = 100;
	if (r->pidfd < 0 && ms > 10)
		ms = 10;
	return ms < 0 ? 0 : ms > 60000 ? 60000 : (int)ms;
}

static void check_time(struct child *r)
{
	int64_t now = now_ms();

	if (interrupted && !r->stopping) {
		fail(EXIT_INTERRUPTED, EINTR, "interrupted");
		stop(r, -EINTR);
	}
	if (r->stopping && now >= r->kill_at) {
		kill(-r->pid, SIGKILL);
		r->kill_at = INT64_MAX;
	} else if (!r->stopping && now >= r->deadline) {
		stop(r, -ETIMEDOUT);
	}
	if (r->p->tick && !r->stopping) {
		int ret = r->p->tick(r->p->arg);

		if (ret)
			stop(r, ret < 0 ? ret : 0);
	}
}

/* The program has ended; its status is still to be had. */
static bool ended(const struct child *r)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, r->pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
	       info.si_pid == r->pid;
}

/* Move bytes until the program has ended. */
static void converse(struct child *r, const sigset_t *mask)
{
	for (;;) {
		struct pollfd pfd[NR_STREAMS + 1];
		int ms = wait_ms(r);
		struct timespec ts = { ms / 1000, ms % 1000 * 1000000L };

		for (int i = 0; i < NR_STREAMS; i++)
			pfd[i] = (struct pollfd){
				.fd = r->fd[i],
				.events = i == IN ? POLLOUT : POLLIN,
			};
		pfd[NR_STREAMS] = (struct pollfd){ .fd = r->pidfd, .events = POLLIN };

		if (ppoll(pfd, NR_STREAMS + 1, &ts, mask) < 0)
			memset(pfd, 0, sizeof(pfd));
		check_time(r);
		if (pfd[IN].revents)
			feed(r);
		if (pfd[OUT].revents)
			drain(r, OUT);
		if (pfd[ERR].revents)
			drain(r, ERR);
		if (pfd[NR_STREAMS].revents || (r->pidfd < 0 && ended(r)))
			return;
	}
}

/* The program has ended: take what it left in the pipes, and its status. */
static int finish(struct child *r)
{
	int status;

	kill(-r->pid, SIGKILL);
	for (int i = OUT; i <= ERR; i++) {
		while (r->fd[i] >= 0) {
			struct pollfd pfd = { .fd = r->fd[i], .events = POLLIN };

			if (poll(&pfd, 1, 0) <= 0)
				break;
			drain(r, i);
		}
		if (r->partial[i].len) {
			sb_reserve(&r->partial[i], 1);
			give_line(r, i, r->partial[i].len);
		}
	}
	while (waitpid(r->pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	if (r->result)
		return r->result;
	return WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
}

int proc_run(const char *const argv[], struct proc *p)
{
	struct proc none = { 0 };
	struct child r = {
		.p = p ? p : &none,
		.pidfd = -1,
		.fd = { -1, -1, -1 },
		.partial = { STRBUF_INIT, STRBUF_INIT, STRBUF_INIT },
		.deadline = INT64_MAX,
	};
	sigset_t blocked, mask;
	int ret;

	if (interrupted)
		return fail(EXIT_INTERRUPTED, EINTR, "interrupted");
	if (r.p->timeout_s > 0)
		r.deadline = now_ms() + 1000LL * r.p->timeout_s;
	caught_set(&blocked);
	sigprocmask(SIG_BLOCK, &blocked, &mask);
	ret = spawn(&r, argv, &mask);
	if (!ret) {
		converse(&r, &mask);
		ret = finish(&r);
	}
	sigprocmask(SIG_SETMASK, &mask, NULL);
	for (int i = 0; i < NR_STREAMS; i++) {
		close_fd(&r.fd[i]);
		sb_free(&r.partial[i]);
	}
	close_fd(&r.pidfd);
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
