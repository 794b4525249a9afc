// SPDX-License-Identifier: GPL-2.0-only
/* Configuration fragments. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "build/kconfig.h"
#include "util/fail.h"

static void reads_and_prints(void **state)
{
	struct kconfig kc = { 0 };
	struct strbuf out;

	(void)state;
	sb_init(&out);
	assert_int_equal(kconfig_add_text(&kc, "a",
		"# a remark\n\nCONFIG_A=y\nCONFIG_B=8 # optional: why\n"
		"# CONFIG_C is not set\nCONFIG_D=\"x # y\"\n# CONFIG_D talk\n"), 0);
	assert_int_equal(kconfig_add_text(&kc, "b", "CONFIG_A=n\nCONFIG_E=y"), 0);
	kconfig_print(&kc, &out);
	assert_string_equal(out.buf,
		"# CONFIG_A is not set\nCONFIG_B=8\n# CONFIG_C is not set\n"
		"CONFIG_D=\"x # y\"\nCONFIG_E=y\n");
	assert_true(kc.v[1].optional);
	assert_false(kc.v[4].optional);
	sb_free(&out);
	kconfig_free(&kc);
}

static void names_what_did_not_stick(void **state)
{
	struct strlist missing = { 0 }, optional = { 0 };
	struct kconfig kc = { 0 };

	(void)state;
	kconfig_add_text(&kc, "f.config",
		"CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=y # optional\n"
		"# CONFIG_D is not set\n# CONFIG_E is not set\nCONFIG_F=8\n"
		"CONFIG_AB=y\n");
	kconfig_check(&kc, "# CONFIG_B is not set\nCONFIG_A=y\nCONFIG_D=y\n"
			   "CONFIG_F=64\nCONFIG_ABC=y\n", &missing, &optional);
	assert_int_equal(missing.n, 4);
	assert_string_equal(missing.v[0],
		"f.config:2: CONFIG_B=y did not stick, it is 'n'");
	assert_string_equal(missing.v[1],
		"f.config:4: CONFIG_D=n did not stick, it is 'y'");
	assert_string_equal(missing.v[2],
		"f.config:6: CONFIG_F=8 did not stick, it is '64'");
	assert_non_null(strstr(missing.v[3], "CONFIG_AB=y"));
	assert_int_equal(optional.n, 1);
	sl_free(&missing);
	sl_free(&optional);
	kconfig_free(&kc);
}

static void refuses_other_lines(void **state)
{
	struct kconfig kc = { 0 };

	(void)state;
	assert_true(kconfig_add_text(&kc, "f", "CONFIG_A=y\nPCI=y\n") < 0);
	assert_non_null(strstr(fail_message(), "f:2: "));
	fail_clear();
	kconfig_free(&kc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_prints),
		cmocka_unit_test(names_what_did_not_stick),
		cmocka_unit_test(refuses_other_lines),
	};

	return cmocka_run_group_tests_name("kconfig", tests, NULL, NULL);
}
