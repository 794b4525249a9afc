// SPDX-License-Identifier: GPL-2.0-only
#include "fuzz.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/fail.h"
#include "util/file.h"
#include "util/strlist.h"

void broken(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, what);
	if (fail_message())
		fprintf(stderr, "the failure on record is: %s\n", fail_message());
	abort();
}

bool fuzz_part(const uint8_t *data, size_t size, int n, struct strbuf *out)
{
	const uint8_t *end = data + size, *cut;

	sb_reset(out);
	for (;;) {
		cut = data < end ? memchr(data, FUZZ_CUT, end - data) : NULL;
		if (!n--)
			break;
		if (!cut)
			return false;
		data = cut + 1;
	}
	sb_add(out, data, (cut ? cut : end) - data);
	return true;
}

uint32_t fuzz_hash(const uint8_t *data, size_t size)
{
	uint32_t h = 2166136261u;

	while (size--)
		h = (h ^ *data++) * 16777619u;
	return h | 1;
}

uint32_t fuzz_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

const char *fuzz_file(const char *name)
{
	static struct strlist paths;
	static char *dir;
	char *path;

	if (!dir) {
		const char *tmp = getenv("TMPDIR");

		dir = str_fmt("%s/lazymmu-fuzz-XXXXXX", tmp ? tmp : "/tmp");
		CHECK(mkdtemp(dir));
	}
	path = path_join(dir, name);
	for (size_t i = 0; i < paths.n; i++) {
		if (!strcmp(paths.v[i], path)) {
			free(path);
			return paths.v[i];
		}
	}
	sl_add(&paths, path);
	free(path);
	return paths.v[paths.n - 1];
}

void fuzz_put(const char *name, const struct strbuf *text)
{
	const char *path = fuzz_file(name);

	if (!text) {
		CHECK(!unlink(path) || errno == ENOENT);
		return;
	}
	CHECK(!mkdir_parents(path));
	CHECK(!write_file(path, text->buf, text->len));
}
