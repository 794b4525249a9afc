// SPDX-License-Identifier: GPL-2.0-only
/* The cpio writer, read back as the kernel would. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>

#include "boot/cpio.h"

static unsigned long field(const char *header, int n)
{
	char hex[9] = "";

	memcpy(hex, header + 6 + 8 * n, 8);
	return strtoul(hex, NULL, 16);
}

static size_t padded(size_t n)
{
	return (n + 3) / 4 * 4;
}

/* Check a member at @p; return the offset of the next. */
static size_t expect_member(const struct strbuf *sb, size_t p, const char *name,
			    unsigned long mode, const char *content)
{
	const char *h = sb->buf + p;
	size_t size = strlen(content);

	assert_memory_equal(h, "070701", 6);
	assert_int_equal(field(h, 1), mode);
	assert_int_equal(field(h, 6), size);
	assert_int_equal(field(h, 11), strlen(name) + 1);
	assert_string_equal(h + 110, name);
	p += padded(110 + strlen(name) + 1);
	assert_memory_equal(sb->buf + p, content, size);
	return p + padded(size);
}

static void writes_newc(void **state)
{
	struct strbuf out;
	struct cpio c = { .out = &out };
	size_t p;

	(void)state;
	sb_init(&out);
	cpio_add(&c, "dev", S_IFDIR | 0755, NULL, 0, 0, 0);
	cpio_add(&c, "dev/console", S_IFCHR | 0600, NULL, 0, 5, 1);
	cpio_add(&c, "init", S_IFREG | 0755, "hello", 5, 0, 0);
	cpio_end(&c);

	p = expect_member(&out, 0, "dev", S_IFDIR | 0755, "");
	assert_int_equal(field(out.buf + p, 9), 5);
	assert_int_equal(field(out.buf + p, 10), 1);
	p = expect_member(&out, p, "dev/console", S_IFCHR | 0600, "");
	p = expect_member(&out, p, "init", S_IFREG | 0755, "hello");
	p = expect_member(&out, p, "TRAILER!!!", 0, "");
	assert_true(p <= out.len);
	assert_int_equal(out.len % 512, 0);
	sb_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_newc),
	};

	return cmocka_run_group_tests_name("cpio", tests, NULL, NULL);
}
