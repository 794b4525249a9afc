// SPDX-License-Identifier: GPL-2.0-only
/* Locks between processes. */
#include "fixture.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/proc.h"
#include "util/fail.h"
#include "util/lock.h"

static void test_one_at_a_time(void **state)
{
	int fd;

	(void)state;
	fd = lock_take(at("dir/lock"), "has it");
	assert_true(fd >= 0);
	assert_int_equal(lock_try(at("dir/lock")), -EWOULDBLOCK);
	close(fd);
	fd = lock_try(at("dir/lock"));
	assert_true(fd >= 0);
	close(fd);
	assert_null(fail_message());
}

static void test_cannot_be_taken(void **state)
{
	(void)state;
	put("lock/is a directory", "");
	assert_true(lock_take(at("lock"), "has it") < 0);
	assert_contains(fail_message(), "lock cannot be taken: Is a directory");
	assert_int_equal(fail_code(), EXIT_TOOL);
}

/* A signal ends the waiting, and the command with 130. */
static void test_interrupted(void **state)
{
	int fd = lock_try(at("lock"));
	pid_t pid, parent = getpid();
	int status;

	(void)state;
	assert_true(fd >= 0);
	pid = fork();
	if (!pid) {
		usleep(200000);
		kill(parent, SIGTERM);
		_exit(0);
	}
	proc_catch_signals();
	assert_int_equal(lock_take(at("lock"), "has it"), -EINTR);
	assert_int_equal(fail_code(), EXIT_INTERRUPTED);
	waitpid(pid, &status, 0);
	close(fd);
}

/* In a process that @signal has just come to: what does waiting give? */
static int wait_after(int sig)
{
	int fd = lock_try(at("lock"));
	int status;
	pid_t pid = fork();

	assert_true(fd >= 0);
	if (!pid) {
		int ret;

		alarm(10);
		proc_catch_signals();
		raise(sig);
		ret = lock_take(at("lock"), "has it");
		_exit(ret == -EINTR && fail_code() == EXIT_INTERRUPTED ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(fd);
	return status;
}

/* A signal that came before the waiting is not lost. */
static void test_interrupted_before(void **state)
{
	(void)state;
	assert_int_equal(wait_after(SIGINT), 0);
	assert_int_equal(wait_after(SIGHUP), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_one_at_a_time), TEST(test_cannot_be_taken),
		TEST(test_interrupted_before),
		TEST(test_interrupted),
	};

	return cmocka_run_group_tests_name("lock", tests, NULL, NULL);
}
