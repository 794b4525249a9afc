// SPDX-License-Identifier: GPL-2.0-only
/* Targets: those of the repository, and broken ones. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "boot/machine.h"
#include "build/target.h"
#include "util/fail.h"
#include "util/file.h"

#define BOOTABLE "arch = a\nconfig = c\nmake = m\nimage = i\nqemu = q -x\nappend = p\n"

static void ours(void **state)
{
	const struct target *xen, *x86;
	struct targets ts;

	(void)state;
	assert_int_equal(targets_load("targets", &ts), 0);
	xen = target_find(&ts, "x86_64-xen");
	x86 = target_find(&ts, "x86_64");
	assert_non_null(xen);
	assert_non_null(x86);
	assert_string_equal(xen->kernel, "x86_64");
	assert_string_equal(xen->image, x86->image);
	assert_true(target_find(&ts, "s390")->compile_only);
	assert_null(target_find(&ts, "common"));
	/* compile tests come last */
	assert_false(ts.v[0].compile_only);
	assert_true(ts.v[ts.n - 1].compile_only);
	targets_free(&ts);
}

static void selection(void **state)
{
	char *none[] = { NULL }, *two[] = { "s390", "x86_64", "s390", NULL };
	char *wrong[] = { "vax", NULL };
	const struct target **v;
	struct targets ts;
	int n;

	(void)state;
	assert_int_equal(targets_load("targets", &ts), 0);
	n = targets_select(&ts, none, true, &v);
	assert_int_equal(n, 7);
	free(v);
	n = targets_select(&ts, two, false, &v);
	assert_int_equal(n, 2);
	assert_string_equal(v[0]->name, "s390");
	free(v);
	assert_true(targets_select(&ts, two, true, &v) < 0);
	assert_int_equal(fail_code(), EXIT_USAGE);
	fail_clear();
	free(v);
	assert_true(targets_select(&ts, wrong, false, &v) < 0);
	assert_non_null(strstr(fail_message(), "'vax'"));
	fail_clear();
	free(v);
	targets_free(&ts);
}

/* An extra target is booted if it is named, and built like the others. */
static void extra(void **state)
{
	char *none[] = { NULL }, *named[] = { "more", NULL };
	const struct target **v;
	struct targets ts;

	(void)state;
	put("targets/usual", BOOTABLE);
	put("targets/more", "kind = extra\n" BOOTABLE);
	put("targets/part", "kind = compile\narch = a\nconfig = c\nmake = m\n");
	assert_int_equal(targets_load(at("targets"), &ts), 0);
	assert_string_equal(ts.v[0].name, "usual");
	assert_string_equal(ts.v[1].name, "more");
	assert_string_equal(target_kind(&ts.v[0]), "boot");
	assert_string_equal(target_kind(&ts.v[1]), "extra");
	assert_string_equal(target_kind(&ts.v[2]), "compile");
	assert_int_equal(targets_select(&ts, none, true, &v), 1);
	assert_string_equal(v[0]->name, "usual");
	free(v);
	assert_int_equal(targets_select(&ts, named, true, &v), 1);
	assert_string_equal(v[0]->name, "more");
	free(v);
	assert_int_equal(targets_select(&ts, none, false, &v), 3);
	free(v);
	targets_free(&ts);
}

static void expect_refused(const char *text, const char *message)
{
	struct targets ts;

	put("targets/t", text);
	assert_true(targets_load(at("targets"), &ts) < 0);
	if (!strstr(fail_message(), message))
		fail_msg("'%s' does not say '%s'", fail_message(), message);
	fail_clear();
}

static void broken(void **state)
{
	(void)state;
	expect_refused("nonsense\n", "t:1: 'nonsense' is not 'key = value'");
	expect_refused("# x\ncolour = red\n", "t:2: 'colour = red' is not a key");
	expect_refused("kind = dream\n", "neither boot nor extra nor compile");
	expect_refused("timeout = soon\n", "not a number of seconds");
	expect_refused("timeout = 4294967297\n", "not a number of seconds");
	expect_refused("hypervisor = vax\n", "not a known hypervisor");
	expect_refused("arch = a\nconfig = c\nmake = m\n", "has no 'image'");
	expect_refused("boots = u\n", "not a target with a kernel of its own");
	expect_refused("", "has no 'arch'");
}

static char *argument_after(const struct strlist *argv, const char *option)
{
	for (size_t i = 0; i + 1 < argv->n; i++) {
		if (!strcmp(argv->v[i], option))
			return argv->v[i + 1];
	}
	fail_msg("no %s", option);
	return NULL;
}

static void command_lines(void **state)
{
	struct machine m = { .accelerator = "tcg", .append = "x=1" };
	struct strlist argv = { 0 };
	struct targets ts;

	(void)state;
	put("targets/t", BOOTABLE "qemu-tcg = -cpu c\nqemu-kvm = -cpu host\n"
	    "kvm-probe = -x\nkvm-expect = y\n");
	put("targets/u", "boots = t\nqemu = q\nappend = p\nhypervisor = xen\n"
			 "hypervisor-append = h\n");
	assert_int_equal(targets_load(at("targets"), &ts), 0);
	m.t = target_find(&ts, "t");
	machine_argv(&m, &argv);
	assert_string_equal(argv.v[0], "q");
	assert_string_equal(argument_after(&argv, "-accel"), "tcg");
	assert_string_equal(argument_after(&argv, "-cpu"), "c");
	assert_string_equal(argument_after(&argv, "-kernel"), "kernel");
	assert_string_equal(argument_after(&argv, "-append"), "p x=1");
	assert_true(sl_has(&argv, "-no-reboot"));
	sl_free(&argv);

	m.accelerator = "kvm";
	machine_argv(&m, &argv);
	assert_string_equal(argument_after(&argv, "-cpu"), "host");
	sl_free(&argv);

	m.t = target_find(&ts, "u");
	machine_argv(&m, &argv);
	assert_string_equal(argument_after(&argv, "-kernel"), "hypervisor");
	assert_string_equal(argument_after(&argv, "-append"), "h");
	assert_string_equal(argument_after(&argv, "-initrd"), "kernel p x=1,initrd");
	sl_free(&argv);
	targets_free(&ts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ours),
		cmocka_unit_test(selection),
		cmocka_unit_test_setup_teardown(extra, fixture_setup,
						fixture_teardown),
		cmocka_unit_test_setup_teardown(broken, fixture_setup,
						fixture_teardown),
		cmocka_unit_test_setup_teardown(command_lines, fixture_setup,
						fixture_teardown),
	};

	return cmocka_run_group_tests_name("target", tests, NULL, NULL);
}
