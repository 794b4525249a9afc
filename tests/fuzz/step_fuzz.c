// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzer of steps: any message, edits and semantic patch, and the edits on any
 * text. A refusal must name the place; an accepted edit must do what it says
 * and nothing else.
 */
#include "fuzz.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "series/edits.h"
#include "series/edits_apply.h"
#include "series/place.h"
#include "series/pathspec.h"
#include "series/step.h"
#include "util/fail.h"
#include "util/regex.h"

/* The parts of an input. */
enum { MESSAGE, EDITS, COCCI, TEXT };

/*
 * A file of the tree. At first every file holds the same text; a file that a
 * step adds does not exist.
 */
struct file {
	const char *path;
	bool there;
	struct strbuf text;
};

struct tree {
	const struct edits *all;
	const struct edit *now;		/* the edit that is being made */
	struct strbuf *text;
	struct file files[64];
	size_t n;
	size_t stored;
};

static struct file *file_of(struct tree *t, const char *path)
{
	struct file *f = t->files;

	for (; f < t->files + t->n; f++) {
		if (!strcmp(f->path, path))
			return f;
	}
	if (t->n == sizeof(t->files) / sizeof(t->files[0]))
		return NULL;
	t->n++;
	*f = (struct file){ .path = path, .there = true, .text = STRBUF_INIT };
	for (size_t i = 0; i < t->all->n; i++) {
		const struct edit *e = &t->all->v[i];

		if (e->verb == EDIT_NEW && !strcmp(e->paths.v[0], path))
			f->there = false;
	}
	if (f->there)
		sb_add(&f->text, t->text->buf, t->text->len);
	return f;
}

static int load(void *arg, const char *path, struct strbuf *out)
{
	struct file *f = file_of(arg, path);

	if (!f || !f->there)
		return -ENOENT;
	sb_add(out, f->text.buf, f->text.len);
	return 0;
}

static int source(void *arg, const char *path, struct strbuf *out)
{
	(void)arg;
	if (path[0] == 'x')
		return -ENOENT;
	sb_adds(out, "one\ntwo\n");
	return 0;
}

/* Count the lines that match the anchor of @e, in the files of @e. */
static size_t anchors(struct tree *t, const struct edit *e)
{
	size_t n = 0;

	for (size_t i = 0; i < e->paths.n; i++) {
		const struct file *f = file_of(t, e->paths.v[i]);
		const char *p, *end;

		if (!f || !f->there)
			continue;
		p = f->text.buf;
		end = p + f->text.len;
		while (p < end) {
			const char *nl = memchr(p, '\n', end - p);

			n += regex_match(e->re, p, (nl ? nl : end) - p) > 0;
			p = nl ? nl + 1 : end;
		}
	}
	return n;
}

/* Check that the file differs from @old by what @e says, and by nothing else. */
static void check_change(const struct edit *e, const struct strbuf *old,
			 const struct strbuf *new)
{
	size_t begin = 0, end = 0, added = e->text ? strlen(e->text) : 0;
	size_t least = old->len < new->len ? old->len : new->len;

	while (begin < least && old->buf[begin] == new->buf[begin])
		begin++;
	while (end < least &&
	       old->buf[old->len - 1 - end] == new->buf[new->len - 1 - end])
		end++;
	switch (e->verb) {
	case EDIT_AFTER:
	case EDIT_BEFORE:
		/* The last line of the old file may lack a newline. */
		CHECK(begin + end >= old->len);
		CHECK(new->len - old->len - added <= 1);
		CHECK(memmem(new->buf, new->len, e->text, added));
		break;
	case EDIT_DELETE:
		CHECK(begin + end >= new->len);
		CHECK(new->len < old->len);
		break;
	default:
		CHECK(e->verb == EDIT_REPLACE);
		CHECK(new->len <= old->len + added);
		CHECK(memmem(new->buf, new->len, e->text, added));
	}
}

static int store(void *arg, const char *path, const struct strbuf *content)
{
	struct tree *t = arg;
	struct file *f = file_of(t, path);

	t->stored++;
	if (t->now->verb == EDIT_NEW) {
		CHECK(!f || !f->there);
		if (!f)
			return -ENOENT;
		f->there = true;
	} else {
		CHECK(f && f->there && sl_has(&t->now->paths, path));
		if (!t->now->under)
			CHECK(anchors(t, t->now) == 1);
		check_change(t->now, &f->text, content);
	}
	sb_reset(&f->text);
	sb_add(&f->text, content->buf, content->len);
	return 0;
}

static void apply(const struct edits *e, struct strbuf *text)
{
	struct tree t = { .all = e, .text = text };
	const struct edit_tree tree = { .load = load, .store = store, .source = source, .arg = &t };
	int err = 0;

	/* Apply the edits one by one, to know which one is being made. */
	for (size_t i = 0; i < e->n && !err; i++) {
		const struct edits one = { .file = e->file, .v = &e->v[i], .n = 1 };
		bool check = one.v->verb == CHECK_ABSENT ||
			     one.v->verb == CHECK_PRESENT;

		t.now = one.v;
		t.stored = 0;
		err = edits_apply(&one, "step", &tree);
		CHECK(err <= 0 && !err == !fail_message());
		CHECK(t.stored == (!err && !check));
		if (err)
			CHECK(fail_code() == EXIT_STEP);
	}
	for (size_t i = 0; i < t.n; i++)
		sb_free(&t.files[i].text);
}

static void check_message(const struct step *s)
{
	size_t len = strlen(s->message), subject = strlen(s->subject);
	char *copy = str_dup(s->message), *next;

	CHECK(subject && s->subject[0] != '#' && !strchr(s->subject, '\n'));
	CHECK(!strncmp(s->message, s->subject, subject));
	CHECK(len && s->message[len - 1] == '\n');
	CHECK(s->message[subject] == '\n');
	for (char *line = copy; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		CHECK(strncmp(line, "Lazymmu-", 8));
		CHECK(strcmp(line, "---") && strncmp(line, "diff -", 6) &&
		      strncmp(line, "Index: ", 7));
	}
	free(copy);
}

static void check_step(const struct step *s)
{
	check_message(s);
	CHECK(s->edits || s->nr_cocci);
	CHECK(s->nr_first <= s->nr_cocci);
	for (size_t i = 0; i < s->nr_cocci; i++) {
		CHECK(s->cocci[i].files && s->cocci[i].in.n);
		CHECK(s->cocci[i].expect >= 0);
	}
	for (size_t i = 0; i < s->nr_conditions; i++) {
		const struct condition *c = &s->conditions[i];

		CHECK(c->re && c->paths.n);
		for (size_t j = 0; j < c->paths.n; j++)
			CHECK(pathspec_is_path(c->paths.v[j]));
	}
	for (size_t i = 0; s->edits && i < s->edits->n; i++) {
		const struct edit *e = &s->edits->v[i];
		bool check = e->verb == CHECK_ABSENT || e->verb == CHECK_PRESENT;

		CHECK(e->line && e->paths.n);
		CHECK((e->verb == EDIT_NEW) == !e->re);
		CHECK(!e->until || e->under);
		for (size_t p = 0; !check && p < e->paths.n; p++)
			CHECK(pathspec_is_path(e->paths.v[p]));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {
		"step/message", "step/edits", "step/a.cocci",
	};
	struct strbuf part = STRBUF_INIT;
	struct step s;
	bool there;
	int err;

	for (int i = MESSAGE; i <= COCCI; i++) {
		there = fuzz_part(data, size, i, &part);
		/* An empty part stands for a missing file. */
		fuzz_put(names[i], there && (part.len || i == MESSAGE) ? &part : NULL);
	}
	err = step_load(fuzz_file("step"), NULL, &s);
	CHECK(err <= 0 && !err == !fail_message());
	if (err) {
		CHECK(strstr(fail_message(), fuzz_file("step")));
		CHECK(fail_code() == EXIT_STEP || fail_code() == EXIT_TOOL);
	} else {
		check_step(&s);
		if (s.edits && fuzz_part(data, size, TEXT, &part))
			apply(s.edits, &part);
		step_free(&s);
	}
	fail_clear();
	sb_free(&part);
	return 0;
}
