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

void benign_free(struct benign_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		regex_free(list->v[i].re);
		free(list->v[i].because);
	}
	free(list->v);
	memset(list, 0, sizeof(*list));
}

/**
 * struct reader - a file being read
 * @list: entries are added here
 * @because: the reason for the next lines; NULL before the first reason
 * @why: what is wrong with a pattern, or NULL
 */
struct reader {
	struct benign_list *list;
	char *because;
	char *why;
};

static const char *add_pair(void *arg, const char *key, const char *value)
{
	struct reader *r = arg;

	if (!strcmp(key, "because")) {
		free(r->because);
		r->because = str_dup(value);
		return NULL;
	}
	if (strcmp(key, "line"))
		return "is neither 'because' nor 'line'";
	if (!r->because)
		return "has no 'because' before it";
	free(r->why);
	r->why = NULL;
	if (benign_add(r->list, value, r->because, &r->why))
		return r->why;
	return NULL;
}

int benign_load(const char *dir, struct benign_list *list)
{
	struct reader r = { .list = list };
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
