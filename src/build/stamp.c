// SPDX-License-Identifier: GPL-2.0-only
#include "build/stamp.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/sha256.h"
#include "util/strbuf.h"

/* Return: 0, -ENOENT if there is no image, or as of stamp_check(). */
static int hash_image(const struct stamp *s, char hex[65])
{
	struct strbuf image __cleanup(sb_free) = STRBUF_INIT;
	struct sha256 d;
	int err = s->image ? read_file(s->image, &image) : 0;

	if (err == -ENOENT)
		return err;
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", s->image,
			    strerror(-err));
	sha256_init(&d);
	sha256_add(&d, image.buf, image.len);
	sha256_hex(&d, hex);
	return 0;
}

/* Append the beginning of a stamp: the inputs of the build, and its image. */
static void describe_build(const struct stamp *s, const char *image_hash,
			   struct strbuf *out)
{
	for (size_t i = 0; i < s->goals.n; i++)
		sb_addf(out, "goal %s\n", s->goals.v[i]);
	sb_addf(out, "commit %s\nconfig %s\ncompiler %s\nimage %s\n",
		s->commit, s->config, s->compiler, image_hash);
}

int stamp_check(struct stamp *s)
{
	struct strbuf have __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf want __cleanup(sb_free) = STRBUF_INIT;
	const char *rest;
	char hex[65];
	int err;

	s->objects = 0;
	s->warnings = 0;
	err = read_file(s->path, &have);
	if (err == -ENOENT)
		return 0;
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", s->path,
			    strerror(-err));
	rest = strstr(have.buf, "\nobjects ");
	if (!rest || sscanf(rest, "\nobjects %zu\nwarnings %zu", &s->objects,
			    &s->warnings) != 2)
		return 0;
	err = hash_image(s, hex);
	if (err)
		return err == -ENOENT ? 0 : err;
	describe_build(s, hex, &want);
	return (size_t)(rest + 1 - have.buf) == want.len &&
	       !memcmp(have.buf, want.buf, want.len);
}

int stamp_remove(const struct stamp *s)
{
	if (unlink(s->path) && errno != ENOENT)
		return fail(EXIT_TOOL, errno, "%s cannot be removed: %s", s->path,
			    strerror(errno));
	return 0;
}

int stamp_write(const struct stamp *s)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	char hex[65];
	int err = hash_image(s, hex);

	if (err == -ENOENT)
		return fail(EXIT_BUILD, ENOENT, "make has not made %s", s->image);
	if (err)
		return err;
	describe_build(s, hex, &text);
	sb_addf(&text, "objects %zu\nwarnings %zu\n", s->objects, s->warnings);
	err = write_file_atomic(s->path, text.buf, text.len);
	if (err)
		err = fail(EXIT_TOOL, -err, "%s cannot be written: %s", s->path,
			   strerror(-err));
	return err;
}
