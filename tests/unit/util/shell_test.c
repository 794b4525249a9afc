// SPDX-License-Identifier: GPL-2.0-only
/* Words of commands in messages: a shell reads them back as they were. */
#include "fixture.h"

#include <stdlib.h>

#include "host/proc.h"
#include "util/shell.h"

static void test_words(void **state)
{
	static const char *const words[][2] = {
		{ "/tmp/linux-6.1_a", "/tmp/linux-6.1_a" },
		{ "/tmp/linux 6.1", "/tmp/linux\\ 6.1" },
		{ "it's", "it\\'s" }, { "~", "\\~" }, { "", "''" },
		{ "a\nb", "a'\n'b" }, { "Kern\xc3\xa4", "Kern\xc3\xa4" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		char *word = shell_word(words[i][0]);

		assert_string_equal(word, words[i][1]);
		free(word);
	}
}

static void test_read_back(void **state)
{
	static const char text[] = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\t\n\xc3\xa4";
	struct strbuf out = STRBUF_INIT;
	struct proc p = { .out = &out };
	char *word = shell_word(text);
	char *command = str_fmt("printf %%s %s", word);

	(void)state;
	assert_int_equal(proc_run((const char *const[]){ "sh", "-c", command, NULL }, &p), 0);
	assert_string_equal(out.buf, text);
	sb_free(&out);
	free(command);
	free(word);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words), cmocka_unit_test(test_read_back),
	};

	return cmocka_run_group_tests_name("shell", tests, NULL, NULL);
}
