// SPDX-License-Identifier: GPL-2.0-only
#include "series/removed.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "series/edits.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/paths.h"
#include "util/regex.h"
#include "util/sha256.h"
#include "util/strbuf.h"

/* The first digits are enough: they only have to differ within an edit. */
static void short_hex(struct sha256 *d, char id[REMOVED_ID])
{
	char hex[SHA256_HEX];

	sha256_hex(d, hex);
	snprintf(id, REMOVED_ID, "%.*s", REMOVED_ID - 1, hex);
}

void removed_edit(const struct edit *e, char id[REMOVED_ID])
{
	const struct regex *const res[] = { e->under, e->until, e->re, e->through };
	struct sha256 d;

	sha256_init(&d);
	for (size_t i = 0; i < e->paths.n; i++)
		sha256_add_string(&d, e->paths.v[i]);
	for (size_t i = 0; i < ARRAY_SIZE(res); i++)
		sha256_add_string(&d, res[i] ? regex_text(res[i]) : "");
	short_hex(&d, id);
}

bool removed_line(const char *line, size_t len, char id[REMOVED_ID])
{
	bool blank = false, any = false, says = false;
	struct sha256 d;

	sha256_init(&d);
	for (size_t i = 0; i < len; i++) {
		if (isspace((unsigned char)line[i])) {
			blank = true;
			continue;
		}
		if (blank && any)
			sha256_add(&d, " ", 1);
		sha256_add(&d, &line[i], 1);
		blank = false;
		any = true;
		says |= isalnum((unsigned char)line[i]) || (line[i] & 0x80);
	}
	short_hex(&d, id);
	return says;
}

static int read_line(struct removed *r, const char *path, unsigned int number,
		     const char *line)
{
	struct strlist words __cleanup(sl_free) = { 0 };
	struct removal *v;

	sl_split(&words, line, " ");
	if (!words.n || *words.v[0] == '#')
		return 0;
	if (words.n < 4)
		return fail(EXIT_STEP, EINVAL,
			    "%s:%u: a line needs a step, an edit, versions and digests: 'make removed' writes the file again",
			    path, number);
	GROW(r->v, r->n, r->room);
	v = &r->v[r->n++];
	v->step = str_dup(words.v[0]);
	v->edit = str_dup(words.v[1]);
	sl_split(&v->versions, words.v[2], ",");
	for (size_t i = 3; i < words.n; i++)
		sl_add(&v->lines, words.v[i]);
	return 0;
}

int removed_load(struct removed *out)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	const char *home = home_dir();
	char *path __cleanup(str_free) = NULL;
	struct lines l;
	char *line;
	int err;

	*out = (struct removed){ 0 };
	if (!home)
		return -ENOENT;
	path = path_join(home, REMOVED_FILE);
	err = read_file(path, &text);
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", path,
			    strerror(-err));
	l = (struct lines)LINES(text.buf, text.len);
	while (!err && (line = lines_cut(&l)))
		err = read_line(out, path, l.number, line);
	return err;
}

void removal_free(struct removal *r)
{
	free(r->step);
	free(r->edit);
	sl_free(&r->versions);
	sl_free(&r->lines);
	*r = (struct removal){ 0 };
}

void removed_free(struct removed *r)
{
	for (size_t i = 0; i < r->n; i++)
		removal_free(&r->v[i]);
	free(r->v);
	*r = (struct removed){ 0 };
}

bool removed_knows(const struct removed *r, const char *step, const char *edit,
		   const char *line, size_t times)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct removal *v = &r->v[i];
		size_t n = 0;

		if (strcmp(v->step, step) || strcmp(v->edit, edit))
			continue;
		for (size_t j = 0; j < v->lines.n; j++)
			n += !strcmp(v->lines.v[j], line);
		if (n >= times)
			return true;
	}
	return false;
}
