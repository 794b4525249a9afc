// SPDX-License-Identifier: GPL-2.0-only
#include "series/stateless.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

static const struct {
	const char *name;
	bool opens;
	const char *what;
} functions[] = {
	{ "arch_enter_lazy_mmu_mode", true, "section" },
	{ "arch_leave_lazy_mmu_mode", false, "section" },
	{ "lazy_mmu_mode_enable", true, "section" },
	{ "lazy_mmu_mode_disable", false, "section" },
	{ "lazy_mmu_mode_pause", true, "pause" },
	{ "lazy_mmu_mode_resume", false, "pause" },
};

/* Put spaces in place of the bytes up to @to, except newlines. Returns @to. */
static size_t blank(char *s, size_t from, size_t to)
{
	for (; from < to; from++) {
		if (s[from] != '\n')
			s[from] = ' ';
	}
	return to;
}

/* The end of the literal at @at. One that is not closed ends with its line. */
static size_t literal_end(const char *s, size_t at)
{
	const char quote = s[at++];

	while (s[at] && s[at] != quote && s[at] != '\n')
		at += s[at] == '\\' && s[at + 1] ? 2 : 1;
	return at + (s[at] == quote);
}

static size_t comment_end(const char *s, size_t at)
{
	const char *end = s[at + 1] == '/' ? strchr(s + at, '\n') :
					     strstr(s + at + 2, "*/");

	if (!end)
		return at + strlen(s + at);
	return end - s + (*end == '*' ? 2 : 0);
}

/* Blank comments, literals, and the backslashes that continue lines. */
static void blank_prose(char *s)
{
	size_t i = 0;

	while (s[i]) {
		if (s[i] == '/' && (s[i + 1] == '*' || s[i + 1] == '/'))
			i = blank(s, i, comment_end(s, i));
		else if (s[i] == '"' || s[i] == '\'')
			i = blank(s, i, literal_end(s, i));
		else if (s[i] == '\\' && s[i + 1] == '\n')
			i = blank(s, i, i + 1);
		else
			i++;
	}
}

static bool in_word(char c)
{
	return c == '_' || isalnum((unsigned char)c);
}

static size_t skip_back(const char *s, size_t at)
{
	while (at && isspace((unsigned char)s[at - 1]))
		at--;
	return at;
}

/* Does the word @word end before @end? */
static bool is_behind(const char *s, size_t end, const char *word)
{
	size_t len = strlen(word);

	return end >= len && !memcmp(s + end - len, word, len) &&
	       (end == len || !in_word(s[end - len - 1]));
}

/* Does the colon before @end belong to a conditional expression? */
static bool is_conditional(const char *s, size_t end)
{
	while (end && !strchr(";{}", s[end - 1])) {
		if (s[--end] == '?')
			return true;
	}
	return false;
}

/* Is the value of the call at @at used? If in doubt, it is not. */
static bool is_used(const char *s, size_t at)
{
	size_t end = skip_back(s, at);
	bool inner = false;

	/* The value of an expression in parentheses may be used outside of them. */
	while (end && s[end - 1] == '(') {
		end = skip_back(s, end - 1);
		inner = true;
	}
	if (!end)
		return false;
	if (strchr("=?,[", s[end - 1]) || is_behind(s, end, "return"))
		return true;
	if (s[end - 1] == ':')
		return is_conditional(s, end - 1);
	/* An argument, or a condition. */
	return inner && in_word(s[end - 1]);
}

/* Behind @at, where a name ends, is there "(" and @inside and ")"? */
static bool has_call(const char *s, size_t at, const char *inside)
{
	size_t len = strlen(inside);

	at += strspn(s + at, " \t\r\n");
	if (s[at] != '(')
		return false;
	at++;
	at += strspn(s + at, " \t\r\n");
	if (strncmp(s + at, inside, len))
		return false;
	at += len;
	at += strspn(s + at, " \t\r\n");
	return s[at] == ')';
}

/* What is wrong with the name @i at @at; to be freed by the caller, or NULL. */
static char *judge(const char *s, size_t at, size_t i)
{
	const char *name = functions[i].name, *what = functions[i].what;
	size_t end = at + strlen(name);

	/* The mark that callsites.cocci leaves. */
	if (has_call(s, end, "nested_in_one_function"))
		return str_fmt("%s() opens a section within one of the same function: it has to keep its state in a variable of its own, for the leave that is its",
			       name);
	if (!has_call(s, end, ""))
		return NULL;
	if (is_behind(s, skip_back(s, at), "define"))
		return str_fmt("the macro %s() %s no state: make it an inline function that does",
			       name, functions[i].opens ? "returns" : "takes");
	if (!functions[i].opens)
		return str_fmt("%s() does not get the state of its %s, which is opened elsewhere: hand it over",
			       name, what);
	if (is_used(s, at))
		return NULL;
	return str_fmt("the state that %s() returns is not kept for the end of the %s: keep it in a variable, and make an inline function of a macro",
		       name, what);
}

/* The function whose name begins at @at, or ARRAY_SIZE(functions). */
static size_t find_name(const char *s, size_t at)
{
	size_t i = 0;

	if (at && in_word(s[at - 1]))
		return ARRAY_SIZE(functions);
	while (i < ARRAY_SIZE(functions)) {
		size_t len = strlen(functions[i].name);

		if (!strncmp(s + at, functions[i].name, len) && !in_word(s[at + len]))
			break;
		i++;
	}
	return i;
}

void stateless_find(const char *text, size_t len,
		    void (*take)(void *arg, size_t line, const char *what),
		    void *arg)
{
	struct strbuf sb __cleanup(sb_free) = STRBUF_INIT;
	size_t line = 1;
	char *s;

	sb_add(&sb, text, len);
	s = sb_detach(&sb);
	/* What is behind a NUL counts, too. */
	for (size_t i = 0; i < len; i++)
		s[i] = s[i] ? s[i] : ' ';
	blank_prose(s);
	for (size_t at = 0; s[at]; at++) {
		size_t i = find_name(s, at);
		char *what = i < ARRAY_SIZE(functions) ? judge(s, at, i) : NULL;

		if (what)
			take(arg, line, what);
		free(what);
		line += s[at] == '\n';
	}
	free(s);
}
