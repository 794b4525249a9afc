// SPDX-License-Identifier: GPL-2.0-only
/* Workers that run side by side: how many at once, and what they hand back. */
#include "fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/proc.h"
#include "host/workers.h"
#include "util/array.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/file.h"

/* Append a line to a file that all workers share. */
static void log_event(const char *event)
{
	int fd = open(at("events"), O_WRONLY | O_CREAT | O_APPEND, 0644);

	if (fd < 0 || write(fd, event, strlen(event)) < 0)
		abort();
	close(fd);
}

/* A piece of work that logs its begin and its end; @arg is a name of one letter. */
static int take_a_while(void *arg, struct strbuf *report)
{
	char event[3] = { '+', *(const char *)arg, '\0' };

	log_event(event);
	nap(150);
	event[0] = '-';
	log_event(event);
	sb_addf(report, "report of %s", (const char *)arg);
	return 0;
}

/* The largest number of workers that ran at once. */
static int most_at_once(void)
{
	char *events = get("events");
	int now = 0, most = 0;

	for (const char *p = events; *p; p++) {
		now += *p == '+' ? 1 : *p == '-' ? -1 : 0;
		most = now > most ? now : most;
	}
	free(events);
	return most;
}

static void test_side_by_side(void **state)
{
	struct worker v[] = {
		{ .name = "a", .run = take_a_while, .arg = "a" },
		{ .name = "b", .run = take_a_while, .arg = "b" },
		{ .name = "c", .run = take_a_while, .arg = "c" },
		{ .name = "d", .run = take_a_while, .arg = "d" },
	};
	struct workers_limits l = { .jobs = 3, .heavy = 1, .memory = 100 };

	(void)state;
	assert_int_equal(workers_run(v, ARRAY_SIZE(v), &l, NULL, NULL), 0);
	assert_int_equal(most_at_once(), 3);
	for (size_t i = 0; i < ARRAY_SIZE(v); i++) {
		char *report = str_fmt("report of %s", v[i].name);

		assert_int_equal(v[i].state, WORKER_DONE);
		assert_string_equal(v[i].report.buf, report);
		free(report);
	}
	workers_free(v, ARRAY_SIZE(v));
}

static void test_one_at_a_time(void **state)
{
	struct worker v[] = {
		{ .name = "a", .run = take_a_while, .arg = "a" },
		{ .name = "b", .run = take_a_while, .arg = "b" },
		{ .name = "c", .run = take_a_while, .arg = "c" },
	};
	struct workers_limits l = { .jobs = 1, .heavy = 1, .memory = 100 };
	char *events;

	(void)state;
	assert_int_equal(workers_run(v, ARRAY_SIZE(v), &l, NULL, NULL), 0);
	events = get("events");
	assert_string_equal(events, "+a-a+b-b+c-c");
	free(events);
	workers_free(v, ARRAY_SIZE(v));
}

static void test_heavy(void **state)
{
	struct worker v[] = {
		{ .name = "a", .run = take_a_while, .arg = "a", .heavy = true },
		{ .name = "b", .run = take_a_while, .arg = "b", .heavy = true },
		{ .name = "c", .run = take_a_while, .arg = "c" },
	};
	struct workers_limits l = { .jobs = 3, .heavy = 1, .memory = 100 };
	char *events;

	(void)state;
	assert_int_equal(workers_run(v, ARRAY_SIZE(v), &l, NULL, NULL), 0);
	assert_int_equal(most_at_once(), 2);
	/* The worker that is not heavy does not wait. */
	events = get("events");
	assert_true(strstr(events, "+c") < strstr(events, "+b"));
	assert_true(strstr(events, "-a") < strstr(events, "+b"));
	free(events);
	workers_free(v, ARRAY_SIZE(v));
}

/* A worker that needs more memory than there is runs alone. */
static void test_memory(void **state)
{
	struct worker v[] = {
		{ .name = "a", .run = take_a_while, .arg = "a", .memory = 60 },
		{ .name = "b", .run = take_a_while, .arg = "b", .memory = 60 },
		{ .name = "c", .run = take_a_while, .arg = "c", .memory = 40 },
		{ .name = "d", .run = take_a_while, .arg = "d", .memory = 1000 },
	};
	struct workers_limits l = { .jobs = 9, .heavy = 9, .memory = 100 };
	char *events;

	(void)state;
	assert_int_equal(workers_run(v, ARRAY_SIZE(v), &l, NULL, NULL), 0);
	assert_int_equal(most_at_once(), 2);
	events = get("events");
	assert_string_equal(events + strlen(events) - 4, "+d-d");
	free(events);
	workers_free(v, ARRAY_SIZE(v));
}

static void test_order(void **state)
{
	struct worker v[] = {
		{ .name = "b", .run = take_a_while, .arg = "b", .after = &v[1] },
		{ .name = "a", .run = take_a_while, .arg = "a" },
	};
	struct workers_limits l = { .jobs = 9, .heavy = 9, .memory = 100 };
	char *events;

	(void)state;
	assert_int_equal(workers_run(v, ARRAY_SIZE(v), &l, NULL, NULL), 0);
	events = get("events");
	assert_string_equal(events, "+a-a+b-b");
	free(events);
	workers_free(v, ARRAY_SIZE(v));
}

/* --- output --- */

static int talk(void *arg, struct strbuf *report)
{
	const char *name = arg;

	sb_add(report, "a\0b", 3);
	for (int i = 0; i < 20; i++) {
		printf("out %s %d\n", name, i);
		fprintf(stderr, "note %s", name);
		nap(3);
		fprintf(stderr, " goes on\n");
	}
	fprintf(stderr, "the last words of %s", name);
	return 0;
}

/* Run the workers with our standard error in the file "notes". */
static void run_noting(struct worker *v, size_t n, const struct workers_limits *l)
{
	int saved = dup(STDERR_FILENO);
	int fd = open(at("notes"), O_RDWR | O_CREAT | O_TRUNC, 0644);
	int err;

	assert_true(saved >= 0 && fd >= 0);
	dup2(fd, STDERR_FILENO);
	err = workers_run(v, n, l, NULL, NULL);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(fd);
	assert_int_equal(err, 0);
}

static void test_output(void **state)
{
	struct worker v[] = {
		{ .name = "a", .run = talk, .arg = "a" },
		{ .name = "b", .run = talk, .arg = "b" },
	};
	struct workers_limits l = { .jobs = 2, .heavy = 1, .memory = 100 };
	char *notes, *line;
	size_t lines = 0;

	(void)state;
	run_noting(v, ARRAY_SIZE(v), &l);
	for (size_t i = 0; i < ARRAY_SIZE(v); i++) {
		char *first = str_fmt("out %s 0\nout %s 1\n", v[i].name, v[i].name);

		assert_memory_equal(v[i].out.buf, first, strlen(first));
		assert_int_equal(v[i].out.len, 10 * 8 + 10 * 9);
		assert_int_equal(v[i].report.len, 3);
		assert_memory_equal(v[i].report.buf, "a\0b", 3);
		free(first);
	}
	notes = get("notes");
	for (line = strtok(notes, "\n"); line; line = strtok(NULL, "\n")) {
		lines++;
		assert_true(!strcmp(line, "note a goes on") ||
			    !strcmp(line, "note b goes on") ||
			    !strcmp(line, "the last words of a") ||
			    !strcmp(line, "the last words of b"));
	}
	assert_int_equal(lines, 42);
	free(notes);
	workers_free(v, ARRAY_SIZE(v));
}

/* --- failures --- */

static int fail_well(void *arg, struct strbuf *report)
{
	(void)arg;
	sb_adds(report, "so far");
	return fail(EXIT_BUILD, EINVAL, "it does not build");
}

static int fail_silently(void *arg, struct strbuf *report)
{
	(void)arg;
	(void)report;
	return -ENOTDIR;
}

static int die(void *arg, struct strbuf *report)
{
	(void)arg;
	sb_adds(report, "never seen");
	raise(SIGKILL);
	return 0;
}

static int leave(void *arg, struct strbuf *report)
{
	(void)arg;
	(void)report;
	_exit(0);
}

static size_t nr_ended;

static void count_ended(void *arg, struct worker *w)
{
	assert_ptr_equal(arg, &nr_ended);
	assert_true(w->state == WORKER_DONE || w->state == WORKER_FAILED);
	nr_ended++;
}

/* A worker that fails does not stop the others. */
static void test_failures(void **state)
{
	struct worker v[] = {
		{ .name = "well", .run = fail_well },
		{ .name = "after", .run = take_a_while, .arg = "x", .after = &v[0] },
		{ .name = "silent", .run = fail_silently },
		{ .name = "dead", .run = die },
		{ .name = "gone", .run = leave },
		{ .name = "fine", .run = take_a_while, .arg = "f" },
	};
	static const struct {
		enum exit_code code;
		const char *message;
	} expected[] = {
		{ EXIT_BUILD, "it does not build" },
		{ EXIT_BUILD, "it does not build" },
		{ EXIT_TOOL, "silent: Not a directory" },
		{ EXIT_TOOL, "dead: its process did not report: killed by signal 9 (Killed)" },
		{ EXIT_TOOL, "gone: its process did not report: exit status 0" },
	};
	struct workers_limits l = { .jobs = 2, .heavy = 1, .memory = 100 };
	char *events;

	(void)state;
	nr_ended = 0;
	assert_int_equal(workers_run(v, ARRAY_SIZE(v), &l, count_ended, &nr_ended), 0);
	assert_null(fail_message());
	assert_int_equal(nr_ended, ARRAY_SIZE(v));
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		assert_int_equal(v[i].state, WORKER_FAILED);
		assert_int_equal(v[i].failure.code, expected[i].code);
		assert_string_equal(v[i].failure.message, expected[i].message);
	}
	assert_string_equal(v[0].report.buf, "so far");
	assert_int_equal(v[3].report.len, 0);
	assert_int_equal(v[5].state, WORKER_DONE);
	events = get("events");
	assert_string_equal(events, "+f-f");
	free(events);
	workers_free(v, ARRAY_SIZE(v));
}

/* --- interruptions --- */

/* A worker that runs a long program; both write their process ids to files. */
static int run_long(void *arg, struct strbuf *report)
{
	char *script = str_fmt("echo $$ $PPID >> %s; exec sleep 100", at("pids"));
	int ret;

	(void)arg;
	(void)report;
	ret = proc_run(ARGS("sh", "-c", script), NULL);
	free(script);
	return ret < 0 ? ret : 0;
}

/* Start the workers in a process of its own, as an interruption cannot be undone. */
static pid_t start_pool(void)
{
	struct worker v[] = {
		{ .name = "a", .run = run_long },
		{ .name = "b", .run = run_long },
		{ .name = "c", .run = run_long },
	};
	struct workers_limits l = { .jobs = 2, .heavy = 1, .memory = 100 };
	pid_t pid = fork();
	int err;

	if (pid)
		return pid;
	proc_catch_signals();
	err = workers_run(v, ARRAY_SIZE(v), &l, NULL, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(v); i++) {
		if (v[i].state != WORKER_FAILED || v[i].failure.code != EXIT_INTERRUPTED)
			_exit(1);
	}
	_exit(err == -EINTR ? fail_code() : 2);
}

/* Wait until two workers run their programs, and read the four process ids. */
static void wait_for_workers(long pids[4])
{
	for (int i = 0; i < 1000; i++) {
		char *text = exists(at("pids")) ? get("pids") : str_dup("");
		int n = sscanf(text, "%ld %ld %ld %ld", &pids[0], &pids[1], &pids[2],
			       &pids[3]);

		free(text);
		if (n == 4)
			return;
		nap(10);
	}
	fail_msg("the workers have not begun");
}

/* Does the process exist, and is it not a zombie? */
static bool is_alive(long pid)
{
	char *path = str_fmt("/proc/%ld/stat", pid);
	struct strbuf text = STRBUF_INIT;
	bool alive = !read_file(path, &text) && !strstr(text.buf, ") Z ");

	sb_free(&text);
	free(path);
	return alive;
}

static void assert_gone(const long pids[4])
{
	for (int p = 0; p < 4; p++) {
		for (int i = 0; i < 300 && is_alive(pids[p]); i++)
			nap(10);
		assert_false(is_alive(pids[p]));
	}
}

static void test_interrupted(void **state)
{
	double started = clock_wall();
	long pids[4];
	int status;
	pid_t pool = start_pool();

	(void)state;
	wait_for_workers(pids);
	assert_int_equal(kill(pool, SIGINT), 0);
	assert_int_equal(waitpid(pool, &status, 0), pool);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_INTERRUPTED);
	assert_true(clock_wall() - started < 20);
	assert_gone(pids);
}

/* Two families of programs, and then an end as by the kernel's OOM killer. */
static int run_family_and_die(void *arg, struct strbuf *report)
{
	pid_t self = getpid();
	char *script = str_fmt("sleep 100 & echo $$ $! >> %s;"
			       "setsid sh -c 'sleep 100 & echo $$ $! >> %s; kill -9 %d; wait'",
			       at("pids"), at("pids"), self);

	(void)arg;
	(void)report;
	proc_run(ARGS("sh", "-c", script), NULL);
	free(script);
	return 0;
}

/* A program with an orphan, which needs a while. */
static int run_orphan(void *arg, struct strbuf *report)
{
	char *script = str_fmt("sh -c '(sleep 1; echo > %s) &'; sleep 2", at("orphan"));
	int ret;

	(void)arg;
	(void)report;
	ret = proc_run(ARGS("sh", "-c", script), NULL);
	free(script);
	return ret;
}

/* A worker that is killed leaves no program; other workers' programs go on. */
static void test_dead_worker_leaves_nothing(void **state)
{
	struct worker v[] = {
		{ .name = "dead", .run = run_family_and_die },
		{ .name = "fine", .run = run_orphan },
	};
	struct workers_limits l = { .jobs = 2, .heavy = 1, .memory = 100 };
	int reaper = -1, nr_pids = 0;
	char *all;

	(void)state;
	assert_int_equal(workers_run(v, ARRAY_SIZE(v), &l, NULL, NULL), 0);
	assert_int_equal(v[0].state, WORKER_FAILED);
	assert_int_equal(v[1].state, WORKER_DONE);
	assert_true(exists(at("orphan")));
	all = get("pids");
	for (char *p = strtok(all, " \n"); p; p = strtok(NULL, " \n")) {
		assert_true(atol(p) > 0);
		assert_int_equal(kill(atol(p), 0), -1);
		nr_pids++;
	}
	assert_int_equal(nr_pids, 4);
	free(all);
	workers_free(v, ARRAY_SIZE(v));
	assert_int_equal(prctl(PR_GET_CHILD_SUBREAPER, &reaper), 0);
	assert_int_equal(reaper, 0);
}

/* No process is left when we are killed. */
static void test_killed(void **state)
{
	long pids[4];
	int status;
	pid_t pool = start_pool();

	(void)state;
	wait_for_workers(pids);
	assert_int_equal(kill(pool, SIGKILL), 0);
	assert_int_equal(waitpid(pool, &status, 0), pool);
	assert_gone(pids);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_side_by_side), TEST(test_one_at_a_time), TEST(test_heavy),
		TEST(test_memory), TEST(test_order), TEST(test_output),
		TEST(test_failures), TEST(test_dead_worker_leaves_nothing),
		TEST(test_interrupted), TEST(test_killed),
	};

	return cmocka_run_group_tests_name("workers", tests, NULL, NULL);
}
