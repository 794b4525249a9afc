// SPDX-License-Identifier: GPL-2.0-only
/* Programs: their input, output, environment, signals and time. */
#include "fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host/proc.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/strlist.h"

static int run_sh(const char *script, struct proc *p)
{
	return proc_run(ARGS("sh", "-c", script), p);
}

static void test_input_is_fed(void **state)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .out = &out, .in = "hello", .in_len = 5 };

	(void)state;
	assert_int_equal(proc_run(ARGS("cat"), &p), 0);
	assert_string_equal(out.buf, "hello");
}

static void test_status_and_both_outputs(void **state)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .out = &out, .err = &err };

	(void)state;
	assert_int_equal(run_sh("echo o; echo e >&2; exit 7", &p), 7);
	assert_string_equal(out.buf, "o\n");
	assert_string_equal(err.buf, "e\n");
}

static void test_killed_by_a_signal(void **state)
{
	(void)state;
	assert_int_equal(run_sh("kill -9 $$", NULL), 256 + 9);
	assert_string_equal(proc_status(256 + 9), "killed by signal 9 (Killed)");
	assert_string_equal(proc_status(3), "exit status 3");
	assert_string_equal(proc_status(-ENOENT), "not installed");
}

static void test_missing_program(void **state)
{
	(void)state;
	assert_int_equal(proc_run(ARGS("/none/such"), NULL), -ENOENT);
	assert_null(fail_message());
}

/* A missing directory is not a missing program. */
static void test_missing_directory(void **state)
{
	struct proc p = { .cwd = "/none/such" };

	(void)state;
	assert_int_equal(proc_run(ARGS("true"), &p), -ENOTDIR);
	assert_string_equal(fail_message(),
			    "the directory /none/such cannot be entered: No such file or directory");
	assert_int_equal(fail_code(), EXIT_TOOL);
}

static void test_variables_added_and_removed(void **state)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	char *env[] = { "LAZYMMU_X=1", "HOME", NULL };
	struct proc p = { .out = &out, .env = env };

	(void)state;
	assert_int_equal(run_sh("echo $LAZYMMU_X${HOME-unset}", &p), 0);
	assert_string_equal(out.buf, "1unset\n");
}

/* The program sees only the named variables. */
static void test_only_named_variables_are_kept(void **state)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	char *env[] = { "KBUILD_BUILD_USER=lazymmu", NULL };
	struct proc p = {
		.out = &out,
		.keep = ARGS("PATH", "LAZYMMU_UNSET", "LAZYMMU_KEPT"),
		.env = env,
	};
	struct strlist lines = { 0 };

	(void)state;
	setenv("LLVM", "1", 1);
	setenv("LAZYMMU_KEPT", "a=b c", 1);
	assert_int_equal(proc_run(ARGS("env"), &p), 0);
	sl_split(&lines, out.buf, "\n");
	assert_int_equal(lines.n, 4);
	assert_true(sl_has(&lines, "LAZYMMU_KEPT=a=b c"));
	assert_true(sl_has(&lines, "KBUILD_BUILD_USER=lazymmu"));
	assert_true(sl_has(&lines, "LC_ALL=C"));
	sl_free(&lines);
	unsetenv("LLVM");
	unsetenv("LAZYMMU_KEPT");
}

/* The environment of a program does not change our own. */
static void test_our_environment_stays(void **state)
{
	struct proc p = { .keep = ARGS("PATH") };

	(void)state;
	setenv("LAZYMMU_KEPT", "1", 1);
	assert_int_equal(proc_run(ARGS("true"), &p), 0);
	assert_string_equal(getenv("LAZYMMU_KEPT"), "1");
	unsetenv("LAZYMMU_KEPT");
}

/* Messages are compared with English text, whatever the user's language. */
static void test_messages_are_in_english(void **state)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .out = &out };

	(void)state;
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	setenv("LC_MESSAGES", "de_DE.UTF-8", 1);
	setenv("LANGUAGE", "de", 1);
	assert_int_equal(run_sh("echo $LC_ALL ${LANGUAGE-unset}", &p), 0);
	assert_string_equal(out.buf, "C unset\n");
	unsetenv("LC_ALL");
	unsetenv("LC_MESSAGES");
	unsetenv("LANGUAGE");
}

/* More than a pipe holds, in both directions at once. */
static void test_much_in_both_directions(void **state)
{
	size_t len = 3 << 20;
	char *mem __cleanup(str_free) = malloc(len);
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .out = &out, .in = mem, .in_len = len };

	(void)state;
	assert_non_null(mem);
	memset(mem, 'x', len);
	assert_int_equal(proc_run(ARGS("cat"), &p), 0);
	assert_int_equal(out.len, len);
}

static void test_input_is_not_read(void **state)
{
	size_t len = 3 << 20;
	char *mem __cleanup(str_free) = calloc(1, len);
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .out = &out, .in = mem, .in_len = len };

	(void)state;
	assert_non_null(mem);
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(proc_run(ARGS("true"), &p), 0);
	signal(SIGPIPE, SIG_DFL);
}

static int collect(void *arg, const char *line, size_t len, bool is_err)
{
	struct strlist *sl = arg;

	sl_addf(sl, "%s%s", is_err ? "E:" : "", line);
	assert_int_equal(strlen(line), len);
	return strcmp(line, "stop") ? 0 : -ECANCELED;
}

static void test_lines(void **state)
{
	struct strlist sl = { 0 };
	struct proc p = { .line = collect, .arg = &sl };

	(void)state;
	assert_int_equal(run_sh("printf 'a\\n\\nlast'; exec >&-; echo oops >&2", &p), 0);
	assert_int_equal(sl.n, 4);
	assert_true(sl_has(&sl, "a"));
	assert_true(sl_has(&sl, ""));
	assert_true(sl_has(&sl, "last"));
	assert_true(sl_has(&sl, "E:oops"));
	sl_free(&sl);
}

static void test_a_line_ends_the_program(void **state)
{
	struct strlist sl = { 0 };
	struct proc p = { .line = collect, .arg = &sl };

	(void)state;
	assert_int_equal(run_sh("echo stop; sleep 100", &p), -ECANCELED);
	sl_free(&sl);
}

/* Its child holds the pipe open, and must be killed as well. */
static void test_timeout(void **state)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .out = &out, .timeout_s = 1 };
	time_t start = time(NULL);

	(void)state;
	assert_int_equal(run_sh("sleep 100 & sleep 100", &p), -ETIMEDOUT);
	assert_true(time(NULL) - start < 10);
}

/* A process that stays behind does not delay us. */
static void test_left_behind(void **state)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .out = &out };
	time_t start = time(NULL);

	(void)state;
	assert_int_equal(run_sh("sleep 100 & exit 3", &p), 3);
	assert_true(time(NULL) - start < 10);
}

/*
 * Run a script after proc_catch_signals(), in a process of its own that ignores
 * the signal @ignored (0: none). Returns the result of the script, or -EINTR.
 */
static int run_caught(int ignored, const char *script)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		int ret;

		signal(SIGPIPE, SIG_DFL);
		if (ignored)
			signal(ignored, SIG_IGN);
		proc_catch_signals();
		ret = run_sh(script, NULL);
		if (interrupt_came())
			ret = -EINTR;
		_exit(ret < 0 ? 100 - ret : ret >= 256 ? 200 + ret - 256 : ret);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	status = WEXITSTATUS(status);
	return status >= 200 ? status - 200 + 256 : status >= 100 ? 100 - status : status;
}

/* Like under nohup(1): we continue, and so do the programs that we run. */
static void test_ignored_signals_stay_ignored(void **state)
{
	(void)state;
	assert_int_equal(run_caught(SIGHUP, "kill -HUP $PPID; kill -HUP $$; exit 4"), 4);
	assert_int_equal(run_caught(SIGINT, "kill -INT $PPID; kill -INT $$; exit 4"), 4);
	assert_int_equal(run_caught(SIGPIPE, "kill -PIPE $$; exit 4"), 4);
}

static void test_caught_signals_interrupt(void **state)
{
	(void)state;
	assert_int_equal(run_caught(0, "kill -HUP $PPID; exec sleep 100"), -EINTR);
	assert_int_equal(run_caught(SIGHUP, "kill -TERM $PPID; exec sleep 100"), -EINTR);
}

/*
 * Interrupt ourselves while the program, which needs a while, runs; it writes
 * the file "ended" at its end. Returns the result of proc_run().
 */
static int run_interrupted(struct proc *p)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		int ret;

		proc_catch_signals();
		p->cwd = top;
		ret = run_sh("kill -INT $PPID; sleep 2; echo > ended", p);
		_exit(ret == -EINTR && fail_code() == EXIT_INTERRUPTED ? 1 : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status) ? -EINTR : 0;
}

static void test_an_interruption_ends_a_program(void **state)
{
	(void)state;
	assert_int_equal(run_interrupted(&(struct proc){ 0 }), -EINTR);
	assert_false(exists(at("ended")));
}

/* It is waited for, and only then have we been interrupted. */
static void test_an_interruption_lets_finish(void **state)
{
	int fd __cleanup(fd_close) = open("/dev/null", O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_true(fd > 0);
	assert_int_equal(run_interrupted(&(struct proc){ .finish = fd }), -EINTR);
	assert_true(exists(at("ended")));
}

/* We ignore SIGPIPE for ourselves only. */
static void test_programs_get_default_signals(void **state)
{
	(void)state;
	assert_int_equal(run_caught(0, "kill -PIPE $$; exit 4"), 256 + SIGPIPE);
	assert_int_equal(run_caught(0, "kill -HUP $$; exit 4"), 256 + SIGHUP);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_input_is_fed), TEST(test_status_and_both_outputs),
		TEST(test_killed_by_a_signal), TEST(test_missing_program),
		TEST(test_missing_directory),
		TEST(test_variables_added_and_removed),
		TEST(test_only_named_variables_are_kept),
		TEST(test_our_environment_stays),
		TEST(test_messages_are_in_english),
		TEST(test_much_in_both_directions), TEST(test_input_is_not_read),
		TEST(test_lines), TEST(test_a_line_ends_the_program),
		TEST(test_timeout), TEST(test_left_behind),
		TEST(test_ignored_signals_stay_ignored),
		TEST(test_caught_signals_interrupt),
		TEST(test_an_interruption_ends_a_program),
		TEST(test_an_interruption_lets_finish),
		TEST(test_programs_get_default_signals),
	};

	return cmocka_run_group_tests_name("proc", tests, NULL, NULL);
}
