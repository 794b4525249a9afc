// SPDX-License-Identifier: GPL-2.0-only
#include "measure/workloads.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "measure/samples.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"
#include "util/paths.h"
#include "util/strbuf.h"

/* In a table of workloads, each begins a line like this. */
static const char begin[] = "\t{ \"";

static void take_line(const char *line, struct strlist *out)
{
	const char *name = line + strlen(begin), *end;

	if (strncmp(line, begin, strlen(begin)))
		return;
	end = strchr(name, '"');
	if (end && end > name)
		sl_addn(out, name, end - name);
}

static int load_file(const char *file, struct strlist *out)
{
	char *path __cleanup(str_free) = path_join(home_dir(), file);
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	size_t before = out->n;
	int err = read_file(path, &text);
	struct lines l = LINES(text.buf, text.len);
	char *line;

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", path,
			    strerror(-err));
	while ((line = lines_cut(&l)))
		take_line(line, out);
	if (out->n == before)
		return fail(EXIT_TOOL, EINVAL,
			    "%s has no table of workloads: no line begins with '\\t{ \"'",
			    path);
	return 0;
}

int workloads_load(struct strlist *out)
{
	static const char *const files[] = {
		"kernel/mm/tests/lazy_mmu_bench.c", "guest/bench.c",
	};
	int err = home_dir() ? 0 : -ENOENT;

	for (size_t i = 0; i < ARRAY_SIZE(files) && !err; i++)
		err = load_file(files[i], out);
	return err;
}

int workloads_need(const struct regex *only)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	char *known __cleanup(str_free) = NULL;
	int ret = only ? workloads_load(&names) : 0;

	if (ret || !only)
		return ret;
	for (size_t i = 0; i < names.n; i++) {
		/* It is what the others are compared with, and is never shown. */
		if (!strcmp(names.v[i], SAMPLES_NOTHING))
			continue;
		ret = regex_match(only, names.v[i], strlen(names.v[i]));
		if (ret)
			return ret < 0 ? ret : 0;
	}
	known = sl_join(&names, ", ");
	return fail(EXIT_USAGE, EINVAL,
		    "--only: no workload matches '%s': there are %s", regex_text(only),
		    known);
}

char *workloads_listed(const struct regex *only)
{
	static const char open[] = "^(", close[] = ")$";
	const char *text = only ? regex_text(only) : "";
	size_t len = strlen(text), in;
	char *names;

	if (len < strlen(open) + strlen(close) || strncmp(text, open, strlen(open)) ||
	    strcmp(text + len - strlen(close), close))
		return NULL;
	in = len - strlen(open) - strlen(close);
	text += strlen(open);
	for (size_t i = 0; i < in; i++) {
		if (!isalnum((unsigned char)text[i]) && !strchr("_-|", text[i]))
			return NULL;
	}
	names = str_fmt("%.*s", (int)in, text);
	for (char *c = names; *c; c++)
		*c = *c == '|' ? ',' : *c;
	return names;
}
