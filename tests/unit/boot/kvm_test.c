// SPDX-License-Identifier: GPL-2.0-only
/* Whether KVM works is QEMU's to say, and nobody else's. */
#include "fakes.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/kvm.h"
#include "build/target.h"
#include "util/fail.h"
#include "util/file.h"

/* A firmware that comes to its end, where it finds nothing to boot. */
#define RUNS	"echo BIOS; echo 'No kernel.'; exec sleep 100"

/*
 * The emulator does what the shell commands say: @probe when it runs its firmware
 * only, @boots otherwise.
 */
static void qemu_does(const char *probe, const char *boots)
{
	char *text = str_fmt("#!/bin/sh\ntest \"$1\" != --version || exit 0\n"
			     "printf '%%s\\n' \"$@\" >> $TEST_TOP/qemu.args\n"
			     "case \"$*\" in\n"
			     "*tcg*-firmware*) echo 'No kernel'; exec sleep 100;;\n"
			     "*-firmware*)\n%s\n;;\n"
			     "*)\n%s\n;;\n"
			     "esac\n", probe, boots);

	script("bin/fake-qemu", text);
	free(text);
}

/* Ask about target "kvm": 1 or 0 is expected, and, in words, @why. */
static void probe(int works, const char *why)
{
	struct targets ts;
	char *said;

	assert_int_equal(targets_load(NULL, &ts), 0);
	assert_int_equal(kvm_probe(target_find(&ts, "kvm"), &said), works);
	assert_null(fail_message());
	if (why)
		assert_string_equal(said, why);
	else
		assert_null(said);
	free(said);
	targets_free(&ts);
}

static void test_runs(void **state)
{
	(void)state;
	qemu_does(RUNS, "exit 1");
	probe(1, NULL);
	/* QEMU gets the CPU model of the boots, and no kernel. */
	assert_int_equal(count("qemu.args", "-accel\nkvm\n-cpu\nhost\n-firmware\n"), 1);
	assert_int_equal(count("qemu.args", "-kernel"), 0);
}

static void test_refuses(void **state)
{
	(void)state;
	qemu_does("echo 'no such feature' >&2; echo more >&2; exit 1", "exit 1");
	probe(0, "KVM does not work here: no such feature");
}

static void test_aborts(void **state)
{
	(void)state;
	qemu_does("echo 'failed to set MSR 0x10a' >&2; kill -ABRT $$", "exit 1");
	probe(0, "KVM does not work here: failed to set MSR 0x10a");
}

static void test_ends_without_a_word(void **state)
{
	(void)state;
	qemu_does("exit 0", "exit 1");
	probe(0, "KVM does not work here: QEMU ends at once");
	qemu_does("exit 4", "exit 1");
	probe(0, "KVM does not work here: QEMU: exit status 4");
}

/* The machine was made, but its first instruction cannot be executed. */
static void test_cannot_enter(void **state)
{
	(void)state;
	qemu_does("echo 'KVM: entry failed, hardware error 0x0' >&2; exit 1", "exit 1");
	probe(0, "KVM does not work here: KVM: entry failed, hardware error 0x0");
}

/* A KVM that interprets each instruction is no use. */
static void test_too_slow(void **state)
{
	(void)state;
	qemu_does("echo BIOS; exec sleep 100", "exit 1");
	probe(0, "KVM is slower than emulation here");
}

static void test_no_emulator(void **state)
{
	struct targets ts;
	char *why;

	(void)state;
	assert_int_equal(unlink(at("bin/fake-qemu")), 0);
	assert_int_equal(targets_load(NULL, &ts), 0);
	assert_true(kvm_probe(target_find(&ts, "kvm"), &why) < 0);
	assert_int_equal(fail_code(), EXIT_MISSING_TOOL);
	assert_null(why);
	fail_clear();
	targets_free(&ts);
}

/* --- by the command, where there is a /dev/kvm --- */

static void need_kvm(void)
{
	if (access("/dev/kvm", R_OK | W_OK)) {
		run("test -k @/k kvm", 0, "accelerator tcg (/dev/kvm: ");
		skip();
	}
}

static void test_command_uses_kvm(void **state)
{
	(void)state;
	need_kvm();
	qemu_does(RUNS, "cat $TEST_LOGS/x86_64-pass.log > console");
	run("test -k @/k kvm", 0, ", accelerator kvm\n");
	run("test -k @/k kvm", 0, "# kvm: passed (kvm): 59 passed");
}

static void test_command_falls_back(void **state)
{
	(void)state;
	need_kvm();
	qemu_does("echo 'no such feature' >&2; exit 1",
		  "cat $TEST_LOGS/x86_64-pass.log > console");
	run("test -k @/k kvm", 0, "accelerator tcg (KVM does not work here: no such feature)\n");
	assert_int_equal(count("qemu.args", "-accel\ntcg\n-cpu\nmax\n-display\n"), 1);
	/* The administrator has repaired it. */
	qemu_does(RUNS, "cat $TEST_LOGS/x86_64-pass.log > console");
	run("test -k @/k kvm", 0, ", accelerator kvm\n");
}

/* A kernel that does not boot under KVM is judged; KVM is not. */
static void test_kernel_does_not_boot(void **state)
{
	(void)state;
	need_kvm();
	qemu_does(RUNS, "case \"$*\" in\n"
		  "*-initrd*) cat $TEST_LOGS/x86_64-panic.log > console;;\n"
		  "*) echo hm > console;;\n"
		  "esac");
	run("test -k @/k kvm", EXIT_PANIC, "# kvm: panic (kvm): ");
	qemu_does(RUNS, "cat $TEST_LOGS/x86_64-pass.log > console");
	run("test -k @/k kvm", 0, ", accelerator kvm\n");
}

/* ^C says nothing about KVM. */
static void test_interrupted(void **state)
{
	(void)state;
	need_kvm();
	qemu_does("kill -INT $PPID; exec sleep 100", "kill -INT $PPID; exec sleep 100");
	run("test -k @/k kvm", EXIT_INTERRUPTED, "lazymmu: interrupted\n");
	qemu_does(RUNS, "case \"$*\" in\n"
		  "*-initrd*) cat $TEST_LOGS/x86_64-pass.log > console;;\n"
		  "*) echo 'Unable to mount root' > console;;\n"
		  "esac");
	run("test -k @/k kvm", 0, ", accelerator kvm\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fakes_setup, fakes_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_runs), TEST(test_refuses), TEST(test_aborts),
		TEST(test_ends_without_a_word), TEST(test_cannot_enter), TEST(test_too_slow),
		TEST(test_no_emulator), TEST(test_command_uses_kvm),
		TEST(test_command_falls_back), TEST(test_kernel_does_not_boot),
		TEST(test_interrupted),
	};

	/* As in the command: an emulator that aborts does not read its question. */
	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests_name("kvm", tests, NULL, NULL);
}
