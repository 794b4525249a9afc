// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guests that misbehave: a script takes the place of the emulator and writes
 * the console. Each guest is followed in a process of its own, whose memory is
 * measured.
 */
#include "hurt.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boot/boot.h"
#include "report/run_text.h"
#include "util/fail.h"
#include "util/file.h"

#define MEMORY_KB	(48 << 10)

/* A good console. */
#define TESTS \
	"[    0.1] KTAP version 1\n[    0.1] 1..1\n" \
	"[    0.1]     KTAP version 1\n[    0.1]     # Subtest: lazy_mmu_mode\n" \
	"[    0.1]     1..1\n[    0.1]     ok 1 nests\n[    0.1] ok 1 lazy_mmu_mode\n" \
	"[    0.2] KTAP version 1\n[    0.2] 1..1\n[    0.2] ok 1 fork\n"
#define END \
	"[    0.3] lazymmu: guest done status=0\n[    0.4] reboot: Power down\n"

static int setup(void **state)
{
	hurt_setup(state);
	assert_int_equal(mkdir_p(at("machine"), 0755), 0);
	put("good", TESTS END);
	put("tests", TESTS);
	put("end", END);
	return 0;
}

/* Follow the console of the script @emulator. Returns the exit status. */
static int boot(const char *emulator, int timeout_s, long max_kb,
		const char *says)
{
	struct rusage usage;
	long long start = now_us();
	int status;
	pid_t pid;

	put("emulator", emulator);
	assert_int_equal(chmod(at("emulator"), 0755), 0);
	fflush(NULL);
	pid = fork();
	if (!pid) {
		struct target t = { .name = "t", .append = "", .hypervisor = "",
				    .expect = "" };
		struct machine m = { .t = &t, .dir = at("machine"),
				     .accelerator = "tcg", .append = "" };
		const struct boot_options o = {
			.timeout_s = timeout_s, .silence_s = timeout_s,
			.prefix = "", .log_path = at("log"),
		};
		struct result r;
		int out = open(at("out"), O_WRONLY | O_CREAT | O_TRUNC, 0644);

		dup2(out, 1);
		sl_add(&t.qemu, at("emulator"));
		if (boot_run(&m, &o, &r)) {
			dprintf(1, "%s\n", fail_message());
			_exit(fail_code());
		}
		run_text_print(&r, stdout);
		fflush(stdout);
		_exit(result_code(&r));
	}
	assert_int_equal(wait4(pid, &status, 0, &usage), pid);
	printf("# %.1f s, %ld MB\n", (now_us() - start) / 1e6,
	       usage.ru_maxrss >> 10);
	if (!WIFEXITED(status))
		fail_msg("killed by signal %d", WTERMSIG(status));
	if (usage.ru_maxrss > max_kb)
		fail_msg("%ld kB of memory", usage.ru_maxrss);
	if (says) {
		char *text = get("out");

		assert_true(strlen(text) < 4 << 20);
		assert_contains(text, says);
		free(text);
	}
	unlink(at("machine/console"));
	return WEXITSTATUS(status);
}

#define BOOT(text) boot("#!/bin/sh\n" text, 60, MEMORY_KB, NULL)

static void test_good(void **state)
{
	(void)state;
	assert_int_equal(BOOT("cat ../good >> console"), EXIT_OK);
}

/* Carriage returns, escape sequences and NULs do not hide a result. */
static void test_decorated(void **state)
{
	(void)state;
	assert_int_equal(BOOT("sed 's/$/\\r/; s/^/\\x1b[2J\\x1b[1;31m/; s/KTAP/K\\x00TAP/' "
			      "../good >> console"), EXIT_OK);
}

static void test_noise(void **state)
{
	(void)state;
	/* Random bytes, the same each time, and text like that of a console. */
	assert_int_equal(BOOT(
		"awk 'BEGIN { srand(1); for (i = 0; i < 65536; i++) "
		"printf \"%c\", int(rand() * 256) }' > bytes\n"
		"i=0; while test $i -lt 400; do cat bytes; i=$((i + 1)); done >> console\n"
		"printf '\\n' >> console; cat ../good >> console\n"
		"yes '[    1.0] \033[1;31mnothing\303\050 \360\237 to see, ok 1 move on\033]0;' |"
		" head -c 75M | sed '$s/$/\\n/' >> console\n"), EXIT_OK);
}

/* A failure comes after 100 MB without a newline, where the line is cut. */
static void test_endless_line(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		char *text = str_fmt(
			"#!/bin/sh\nhead -c %d /dev/zero | tr '\\0' x >> console\n"
			"printf 'Kernel panic - not syncing: at last' >> console\n",
			4096 * 24000 - 10 * i);

		assert_int_equal(boot(text, 60, MEMORY_KB, NULL), EXIT_PANIC);
		free(text);
	}
}

/* Ten lines of 10 MB do no harm. */
static void test_long_lines(void **state)
{
	(void)state;
	assert_int_equal(BOOT("for i in 1 2 3 4 5 6 7 8 9 10; do\n"
			      "head -c 10M /dev/zero | tr '\\0' ' ' >> console; echo >> console\n"
			      "done; cat ../good >> console"), EXIT_OK);
}

static void test_never_ends(void **state)
{
	(void)state;
	/* Output comes all the time, but the machine never ends. */
	assert_int_equal(boot("#!/bin/sh\nwhile :; do printf x >> console; sleep 0.05; done",
			      2, MEMORY_KB, "time"), EXIT_TIMEOUT);
	assert_int_equal(boot("#!/bin/sh\nprintf x >> console; exec sleep 100",
			      2, MEMORY_KB, NULL), EXIT_TIMEOUT);
}

/* A flood of output: the machine is stopped, and the log has a limit. */
static void test_flood(void **state)
{
	struct stat st;

	(void)state;
	assert_int_not_equal(boot("#!/bin/sh\nexec yes '"
				  "123456789 123456789 123456789 123456789 "
				  "123456789 123456789' >> console", 100,
				  MEMORY_KB, "it wrote too much"), EXIT_OK);
	assert_int_equal(stat(at("log"), &st), 0);
	assert_in_range(st.st_size, 200 << 20, 280 << 20);
}

static void test_hostile_ktap(void **state)
{
	(void)state;
	assert_int_equal(BOOT(
		"cat ../tests >> console\n"
		"{ echo 'KTAP version 1'; echo 1..99999999999\n"
		"i=; for d in 1 2 3 4 5 6 7 8 9; do i=\"$i    \"\n"
		"echo \"${i}KTAP version 1\"; echo \"${i}# Subtest: d$d\"\n"
		"echo \"${i}1..99999999999999999999\"; echo \"${i}ok 99999999999 x\"\n"
		"echo \"${i}ok -1 y\"; echo \"${i}not ok 1\"; done\n"
		"echo 1..-5; echo 1..; cat ../end; } >> console\n"),
		EXIT_TESTS_FAILED);
}

/* Failures with much output, and more failures than can be kept. */
static void test_many_failures(void **state)
{
	(void)state;
	assert_int_equal(BOOT(
		"cat ../tests >> console\n"
		"awk 'BEGIN { for (i = 0; i < 380; i++) s = s \"y\"\n"
		"print \"KTAP version 1\\n1..9999\"\n"
		"for (i = 1; i <= 9000; i++) { for (j = 0; j < 30; j++) print \"# \" j s\n"
		"print \"not ok \" i \" \" s s s s s s s s } }' >> console\n"
		"cat ../end >> console\n"),
		EXIT_TESTS_FAILED);
}

static void test_incidents(void **state)
{
	(void)state;
	assert_int_equal(BOOT(
		"yes -- '------------[ cut here ]------------\nWARNING: CPU: 0 PID: 1 at mm/x.c:1' |"
		" head -c 20M >> console; echo >> console; cat ../good >> console"),
		EXIT_TESTS_FAILED);
}

/* An emulator that fails with a very long message. */
static void test_emulator_fails(void **state)
{
	(void)state;
	assert_int_equal(boot("#!/bin/sh\nyes error | head -c 100M >&2; exit 1",
			      60, MEMORY_KB, "exit status 1): error"), EXIT_TOOL);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, hurt_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_good), TEST(test_decorated), TEST(test_noise),
		TEST(test_endless_line), TEST(test_long_lines),
		TEST(test_never_ends), TEST(test_flood), TEST(test_hostile_ktap),
		TEST(test_many_failures), TEST(test_incidents),
		TEST(test_emulator_fails),
	};

	cmocka_set_test_filter(getenv("LAZYMMU_TEST"));
	return cmocka_run_group_tests_name("consoles", tests, NULL, NULL);
}
