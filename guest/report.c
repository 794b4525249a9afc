// SPDX-License-Identifier: GPL-2.0-only
/*
 * report.c - the workloads' results as KTAP, and the processes that run the
 * cases.
 */
#include "guest.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CASE_SECONDS	60
#define EXIT_SKIPPED	4	/* the status that kselftest uses */

/*
 * struct told - what a case tells its parent, in shared memory
 * @skip_reason: why it is skipped
 * @seconds: how much longer it takes than others may
 */
struct told {
	char skip_reason[256];
	atomic_uint seconds;
};

static struct told *told;

void check_failed(const char *file, int line, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	say("    # %s:%d: %s", file, line, text);
	_exit(EXIT_FAILURE);
}

void skip(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(told->skip_reason, sizeof(told->skip_reason), fmt, ap);
	va_end(ap);
	_exit(EXIT_SKIPPED);
}

void take_longer(unsigned int seconds)
{
	atomic_store(&told->seconds, seconds);
}

static unsigned int case_seconds(void)
{
	return CASE_SECONDS + atomic_load(&told->seconds);
}

double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

/* Returns 0, -ETIMEDOUT if the case was killed, or the error of waitpid(). */
static int wait_with_deadline(pid_t pid, int *status)
{
	struct timespec tick = { .tv_nsec = 5 * 1000 * 1000 };
	double start = now();

	for (;;) {
		pid_t waited = waitpid(pid, status, WNOHANG);

		if (waited == pid)
			return 0;
		if (waited < 0 && errno != EINTR)
			return -errno;
		if (now() - start > case_seconds())
			break;
		nanosleep(&tick, NULL);
	}
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	waitpid(pid, status, 0);
	return -ETIMEDOUT;
}

static bool run_case(const struct guest_case *c, unsigned int number)
{
	int status = 0, err;
	pid_t pid;

	*told = (struct told){ 0 };
	pid = fork();
	if (pid < 0) {
		say("    # fork: %s", strerror(errno));
		say("    not ok %u %s", number, c->name);
		return false;
	}
	if (pid == 0) {
		setpgid(0, 0);
		c->run();
		_exit(EXIT_SUCCESS);
	}
	err = wait_with_deadline(pid, &status);
	if (err) {
		if (err == -ETIMEDOUT)
			say("    # not finished after %u seconds", case_seconds());
		else
			say("    # waitpid: %s", strerror(-err));
		status = -1;
	} else if (WIFSIGNALED(status)) {
		say("    # killed by signal %d (%s)", WTERMSIG(status),
		    strsignal(WTERMSIG(status)));
	} else if (WEXITSTATUS(status) == EXIT_SKIPPED) {
		say("    ok %u %s # SKIP %s", number, c->name, told->skip_reason);
		return true;
	}
	say("    %s %u %s", status ? "not ok" : "ok", number, c->name);
	return status == 0;
}

bool run_workload(const struct workload *w, unsigned int number)
{
	bool ok = true;

	if (!told) {
		told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (told == MAP_FAILED)
			abort();
	}
	say("    KTAP version 1");
	say("    # Subtest: %s", w->name);
	say("    1..%zu", w->n);
	for (size_t i = 0; i < w->n; i++)
		ok &= run_case(&w->cases[i], i + 1);
	say("%s %u %s", ok ? "ok" : "not ok", number, w->name);
	return ok;
}

pid_t run_child(void (*fn)(void *arg), void *arg)
{
	pid_t pid = fork();

	check(pid >= 0, "fork: %s", strerror(errno));
	if (pid == 0) {
		fn(arg);
		_exit(EXIT_SUCCESS);
	}
	return pid;
}

void wait_child(pid_t pid)
{
	int status;

	check(waitpid(pid, &status, 0) == pid, "waitpid: %s", strerror(errno));
	check(!WIFSIGNALED(status), "a child was killed by signal %d",
	      WTERMSIG(status));
	check(status == 0, "a child failed with status %d",
	      WEXITSTATUS(status));
}
