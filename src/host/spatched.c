// SPDX-License-Identifier: GPL-2.0-only
#include "host/spatched.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host/proc.h"
#include "util/array.h"
#include "util/cache.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/paths.h"
#include "util/sha256.h"
#include "util/strbuf.h"

/*
 * A result is a line with the SHA-256 of what follows, and the file as spatch
 * left it; of a file that spatch did not change, it is this line alone.
 */
static const char unchanged[] = "unchanged\n";

/* The name of the program, and what differs if another version is installed. */
static bool add_program(struct sha256 *d)
{
	char *path __cleanup(str_free) = proc_find("spatch");
	struct stat st;

	if (!path || stat(path, &st))
		return false;
	sha256_add_string(d, path);
	sha256_add(d, &st.st_size, sizeof(st.st_size));
	sha256_add(d, &st.st_mtim, sizeof(st.st_mtim));
	return true;
}

/*
 * May the result depend on more than the rules and one file: on another file, on
 * options, or on a script, which can read files and remember earlier ones?
 */
static bool needs_more(const char *text)
{
	static const char *const words[] = {
		"using", "#include", "#spatch", "script:", "initialize:", "finalize:",
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strstr(text, words[i]))
			return true;
	}
	return false;
}

/* Has the user a configuration of spatch? */
static bool is_configured(void)
{
	const char *home = getenv("HOME");
	char *path __cleanup(str_free) = home ? path_join(home, ".cocciconfig") : NULL;

	return getenv("COCCINELLE_HOME") || (path && exists(path));
}

int spatched_open(const char *cocci, const char *arguments, struct spatched *sd)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	struct sha256 d;
	char hex[SHA256_HEX];

	*sd = (struct spatched){ 0 };
	if (!cache_dir())
		return -ENOENT;
	sha256_init(&d);
	if (is_configured() || !add_program(&d) || read_file(cocci, &text) ||
	    needs_more(text.buf))
		return 0;
	sha256_add_string(&d, arguments);
	sha256_add(&d, text.buf, text.len);
	sha256_hex(&d, hex);
	sd->dir = str_fmt("%s/spatch/%.16s", cache_dir(), hex);
	return cache_use(sd->dir);
}

bool spatched_same(const struct spatched *a, const struct spatched *b)
{
	return a->dir && b->dir && !strcmp(a->dir, b->dir);
}

void spatched_close(struct spatched *sd)
{
	free(sd->dir);
	sd->dir = NULL;
}

static char *result_path(const struct spatched *sd, const char *path,
			 const struct strbuf *before)
{
	struct sha256 d;
	char hex[SHA256_HEX];

	sha256_init(&d);
	sha256_add_string(&d, path);
	sha256_add(&d, before->buf, before->len);
	sha256_hex(&d, hex);
	return path_join(sd->dir, hex);
}

/* The first line of a result. */
static void describe(const void *mem, size_t len, struct strbuf *line)
{
	struct sha256 d;
	char hex[SHA256_HEX];

	sha256_init(&d);
	sha256_add(&d, mem, len);
	sha256_hex(&d, hex);
	sb_addf(line, "%s\n", hex);
}

bool spatched_find(const struct spatched *sd, const char *path,
		   const struct strbuf *before, struct strbuf *after)
{
	struct strbuf kept __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf line __cleanup(sb_free) = STRBUF_INIT;
	char *at __cleanup(str_free) = NULL;
	const char *text;

	if (!sd->dir)
		return false;
	at = result_path(sd, path, before);
	if (read_file(at, &kept))
		return false;
	if (!strcmp(kept.buf, unchanged)) {
		sb_add(after, before->buf, before->len);
		return true;
	}
	text = memchr(kept.buf, '\n', kept.len);
	if (!text)
		return false;
	text++;
	describe(text, kept.buf + kept.len - text, &line);
	if (strncmp(kept.buf, line.buf, line.len))
		return false;
	sb_add(after, text, kept.buf + kept.len - text);
	return true;
}

void spatched_keep(const struct spatched *sd, const char *path,
		   const struct strbuf *before, const struct strbuf *after)
{
	struct strbuf kept __cleanup(sb_free) = STRBUF_INIT;
	char *at __cleanup(str_free) = NULL;
	int err;

	if (!sd->dir)
		return;
	if (before->len == after->len && !memcmp(before->buf, after->buf, after->len)) {
		sb_adds(&kept, unchanged);
	} else {
		describe(after->buf, after->len, &kept);
		sb_add(&kept, after->buf, after->len);
	}
	at = result_path(sd, path, before);
	err = mkdir_parents(at);
	if (!err)
		err = write_file_atomic(at, kept.buf, kept.len);
	if (err)
		note("what spatch made of %s cannot be kept in %s: %s", path, at,
		     strerror(-err));
}
