// SPDX-License-Identifier: GPL-2.0-only
#include "build/kconfig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lines.h"

static const char not_set[] = " is not set";

static struct kconfig_want *want_of(struct kconfig *kc, const char *symbol,
				    size_t len)
{
	for (size_t i = 0; i < kc->n; i++) {
		if (strlen(kc->v[i].symbol) == len &&
		    !memcmp(kc->v[i].symbol, symbol, len))
			return &kc->v[i];
	}
	GROW(kc->v, kc->n, kc->cap);
	kc->v[kc->n].symbol = str_fmt("%.*s", (int)len, symbol);
	return &kc->v[kc->n++];
}

static void set_want(struct kconfig *kc, const char *symbol, size_t symbol_len,
		     const char *value, size_t value_len, bool optional,
		     const char *file, int line)
{
	struct kconfig_want *w = want_of(kc, symbol, symbol_len);

	free(w->value);
	free(w->file);
	w->value = str_fmt("%.*s", (int)value_len, value);
	w->file = str_dup(file);
	w->line = line;
	w->optional = optional;
}

static size_t symbol_length(const char *p)
{
	return strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
}

/*
 * Read a line "CONFIG_X=y # optional: why", "# CONFIG_X is not set", a comment
 * or a blank line.
 */
static int add_line(struct kconfig *kc, const char *file, int line_no,
		    const char *line)
{
	const char *p = line, *value, *hash;
	size_t symbol, len;

	if (!strncmp(p, "# CONFIG_", 9)) {
		symbol = symbol_length(p + 2);
		if (!strncmp(p + 2 + symbol, not_set, strlen(not_set)))
			set_want(kc, p + 2, symbol, "n", 1, false, file, line_no);
		return 0;
	}
	if (*p == '#' || !*p)
		return 0;
	symbol = symbol_length(p);
	if (strncmp(p, "CONFIG_", 7) || p[symbol] != '=')
		return fail(EXIT_TOOL, EINVAL,
			    "%s:%d: '%s' is not 'CONFIG_NAME=value'", file,
			    line_no, line);
	value = p + symbol + 1;
	hash = *value == '"' ? NULL : strstr(value, " #");
	len = hash ? (size_t)(hash - value) : strlen(value);
	while (len && strchr(" \t\r", value[len - 1]))
		len--;
	set_want(kc, p, symbol, value, len,
		 hash && !strncmp(hash + 2 + strspn(hash + 2, " "), "optional", 8),
		 file, line_no);
	return 0;
}

int kconfig_add_text(struct kconfig *kc, const char *file, const char *text)
{
	char *copy __cleanup(str_free) = str_dup(text);
	struct lines l = LINES(copy, strlen(copy));
	const char *line;
	int err = 0;

	while (!err && (line = lines_cut(&l)))
		err = add_line(kc, file, l.number, line);
	return err;
}

int kconfig_add_file(struct kconfig *kc, const char *path)
{
	const char *base = strrchr(path, '/');
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	int err = read_file(path, &text);

	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be read: %s", path,
			    strerror(-err));
	return kconfig_add_text(kc, base ? base + 1 : path, text.buf);
}

void kconfig_print(const struct kconfig *kc, struct strbuf *out)
{
	for (size_t i = 0; i < kc->n; i++) {
		const struct kconfig_want *w = &kc->v[i];

		if (!strcmp(w->value, "n"))
			sb_addf(out, "# %s is not set\n", w->symbol);
		else
			sb_addf(out, "%s=%s\n", w->symbol, w->value);
	}
}

/* The value of @symbol in .config, "n" if it is not there; freed by the caller. */
static char *value_in(const char *config, const char *symbol)
{
	size_t len = strlen(symbol);
	struct lines l = LINES(config, strlen(config));

	while (lines_next(&l)) {
		if (l.len > len && !memcmp(l.line, symbol, len) && l.line[len] == '=')
			return str_fmt("%.*s", (int)(l.len - len - 1),
				       l.line + len + 1);
	}
	return str_dup("n");
}

void kconfig_check(const struct kconfig *kc, const char *config,
		   struct strlist *missing, struct strlist *optional)
{
	for (size_t i = 0; i < kc->n; i++) {
		const struct kconfig_want *w = &kc->v[i];
		char *value __cleanup(str_free) = value_in(config, w->symbol);

		if (strcmp(value, w->value))
			sl_addf(w->optional ? optional : missing,
				"%s:%d: %s=%s did not stick, it is '%s'",
				w->file, w->line, w->symbol, w->value, value);
	}
}

void kconfig_free(struct kconfig *kc)
{
	for (size_t i = 0; i < kc->n; i++) {
		free(kc->v[i].symbol);
		free(kc->v[i].value);
		free(kc->v[i].file);
	}
	free(kc->v);
	*kc = (struct kconfig){ 0 };
}
