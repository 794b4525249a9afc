// SPDX-License-Identifier: GPL-2.0-only
/* Reading targets/benign.list, and looking lines up in it. */
#include "verdict/benign.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/keyvalue.h"
#include "util/paths.h"
#include "util/regex.h"
#include "util/strbuf.h"
#include "util/strlist.h"

int benign_add(struct benign_list *list, const char *pattern,
	       const char *because, char **why)
{
	struct regex *re = regex_compile(pattern, NULL, why);
	struct benign *b;

	if (!re)
		return -EINVAL;
	GROW(list->v, list->n, list->cap);
	b = &list->v[list->n++];
	b->re = re;
	b->because = str_dup(because);
	return 0;
}

bool benign_has(const struct benign_list *list, const char *line)
{
	for (size_t i = 0; list && i < list->n; i++) {
		int matches = regex_match(list->v[i].re, line, strlen(line));
		struct failure gave_up;

		if (matches > 0)
			return true;
		if (matches < 0) {
			fail_take(&gave_up);
			failure_free(&gave_up);
		}
	}
	return false;
}

static void drop_last(struct benign_list *list)
{
	struct benign *b = &list->v[--list->n];

	regex_free(b->re);
	free(b->because);
}

void benign_free(struct benign_list *list)
{
	while (list->n)
		drop_last(list);
	free(list->v);
	memset(list, 0, sizeof(*list));
}

/**
 * struct reader - a file being read
 * @list: entries are added here
 * @version: the kernel that is booted, or NULL
 * @target: the machine, or NULL
 * @elsewhere: the next lines are harmless on other kernels or machines only
 * @because: the reason for the next lines; NULL before the first reason
 * @why: what is wrong with a pattern, or NULL
 */
struct reader {
	struct benign_list *list;
	const char *version;
	const char *target;
	bool elsewhere;
	char *because;
	char *why;
};

/* "only = VERSION TARGET..." */
static const char *set_scope(struct reader *r, const char *value)
{
	struct strlist words __cleanup(sl_free) = { 0 };

	if (!r->because)
		return "has no 'because' before it";
	sl_split(&words, value, " \t");
	if (words.n < 2)
		return "is not 'VERSION TARGET...'";
	r->elsewhere = true;
	for (size_t i = 1; i < words.n && r->version && r->target; i++) {
		if (!strcmp(words.v[0], r->version) &&
		    !strcmp(words.v[i], r->target))
			r->elsewhere = false;
	}
	return NULL;
}

static const char *add_pair(void *arg, const char *key, const char *value)
{
	struct reader *r = arg;

	if (!strcmp(key, "because")) {
		free(r->because);
		r->because = str_dup(value);
		r->elsewhere = false;
		return NULL;
	}
	if (!strcmp(key, "only"))
		return set_scope(r, value);
	if (strcmp(key, "line"))
		return "is neither 'because' nor 'only' nor 'line'";
	if (!r->because)
		return "has no 'because' before it";
	free(r->why);
	r->why = NULL;
	if (benign_add(r->list, value, r->because, &r->why))
		return r->why;
	if (r->elsewhere)
		drop_last(r->list);
	return NULL;
}

int benign_check(void)
{
	struct benign_list list;
	int err = benign_load(NULL, NULL, NULL, &list);

	benign_free(&list);
	return err;
}

int benign_load(const char *dir, const char *version, const char *target,
		struct benign_list *list)
{
	struct reader r = { .list = list, .version = version, .target = target };
	char *path __cleanup(str_free) = NULL;
	int err;

	memset(list, 0, sizeof(*list));
	if (!dir && !home_dir())
		return -ENOENT;
	path = dir ? path_join(dir, "benign.list") :
		     path_join(home_dir(), "targets/benign.list");
	err = keyvalue_read(path, add_pair, &r);
	if (err)
		benign_free(list);
	free(r.because);
	free(r.why);
	return err;
}
