// SPDX-License-Identifier: GPL-2.0-only
/* The stamp of a build. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/stamp.h"
#include "util/fail.h"
#include "util/file.h"

static struct stamp stamp;
static char *image;

static int setup(void **state)
{
	fixture_setup(state);
	put("image", "an image");
	image = str_dup(at("image"));
	stamp = (struct stamp){
		.path = str_dup(at("stamp")), .commit = "c1", .config = "h1",
		.compiler = str_dup("gcc 12"), .image = image, .objects = 7,
		.warnings = 2,
	};
	sl_add(&stamp.goals, "Image");
	assert_int_equal(stamp_write(&stamp), 0);
	return 0;
}

static int teardown(void **state)
{
	free(stamp.path);
	free(stamp.compiler);
	free(image);
	sl_free(&stamp.goals);
	return fixture_teardown(state);
}

static void test_is_there(void **state)
{
	(void)state;
	stamp.objects = 0;
	stamp.warnings = 0;
	assert_int_equal(stamp_check(&stamp), 1);
	assert_int_equal(stamp.objects, 7);
	assert_int_equal(stamp.warnings, 2);
}

static void test_another_commit(void **state)
{
	(void)state;
	strcpy(stamp.commit, "c2");
	assert_int_equal(stamp_check(&stamp), 0);
	/* The size of the other build is still read. */
	assert_int_equal(stamp.objects, 7);
}

static void test_another_configuration(void **state)
{
	(void)state;
	strcpy(stamp.config, "h2");
	assert_int_equal(stamp_check(&stamp), 0);
}

static void test_another_compiler(void **state)
{
	(void)state;
	stamp.compiler[0] = 'x';
	assert_int_equal(stamp_check(&stamp), 0);
}

static void test_other_goals(void **state)
{
	(void)state;
	sl_add(&stamp.goals, "modules");
	assert_int_equal(stamp_check(&stamp), 0);
}

static void test_another_image(void **state)
{
	(void)state;
	put("image", "another image");
	assert_int_equal(stamp_check(&stamp), 0);
	assert_int_equal(unlink(image), 0);
	assert_int_equal(stamp_check(&stamp), 0);
}

static void test_removed(void **state)
{
	(void)state;
	assert_int_equal(stamp_remove(&stamp), 0);
	assert_int_equal(stamp_check(&stamp), 0);
	assert_int_equal(stamp_remove(&stamp), 0);
	assert_null(fail_message());
}

/* A stamp that is cut off, as after a power failure. */
static void test_cut_off(void **state)
{
	char *text = get("stamp");

	(void)state;
	for (size_t len = 0; len < strlen(text); len++) {
		int ret;

		assert_int_equal(write_file(stamp.path, text, len), 0);
		ret = stamp_check(&stamp);
		/* Only the last digit of the last number may be missing. */
		if (ret && len < strlen(text) - 1)
			fail_msg("%zu bytes: %d", len, ret);
	}
	free(text);
}

/* An error is not "no". */
static void test_cannot_be_read(void **state)
{
	(void)state;
	assert_int_equal(unlink(stamp.path), 0);
	assert_int_equal(mkdir(stamp.path, 0755), 0);
	assert_true(stamp_check(&stamp) < 0);
	assert_contains(fail_message(), "cannot be read");
	fail_clear();
	assert_true(stamp_remove(&stamp) < 0);
	assert_contains(fail_message(), "cannot be removed");
}

static void test_image_cannot_be_read(void **state)
{
	(void)state;
	assert_int_equal(unlink(image), 0);
	assert_int_equal(mkdir(image, 0755), 0);
	assert_true(stamp_check(&stamp) < 0);
	assert_contains(fail_message(), "image cannot be read");
}

static void test_no_image_no_stamp(void **state)
{
	(void)state;
	assert_int_equal(stamp_remove(&stamp), 0);
	assert_int_equal(unlink(image), 0);
	assert_true(stamp_write(&stamp) < 0);
	assert_contains(fail_message(), "make has not made ");
	assert_false(exists(stamp.path));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_is_there), TEST(test_another_commit),
		TEST(test_another_configuration), TEST(test_another_compiler),
		TEST(test_other_goals), TEST(test_another_image),
		TEST(test_removed), TEST(test_cut_off),
		TEST(test_cannot_be_read), TEST(test_image_cannot_be_read),
		TEST(test_no_image_no_stamp),
	};

	return cmocka_run_group_tests_name("stamp", tests, NULL, NULL);
}
