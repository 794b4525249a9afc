// SPDX-License-Identifier: GPL-2.0-only
/* Adding up the outcomes of several targets. */
#include "verdict/session.h"

#include <stdlib.h>
#include <string.h>

#include "util/strbuf.h"

void session_fail(struct outcome *o, struct failure *f)
{
	free(o->error);
	o->error = f->message ? str_dup(f->message) : str_dup("it was not tested");
	o->code = f->code ? f->code : EXIT_TOOL;
	o->passed = 0;
	o->failed = 1;
	failure_free(f);
}

size_t session_untested(const struct session *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->v[i].error != NULL;
	return n;
}

void session_totals(const struct session *s, size_t *passed, size_t *failed)
{
	*passed = 0;
	*failed = s->error && !session_untested(s) ? 1 : 0;
	for (size_t i = 0; i < s->n; i++) {
		*passed += s->v[i].passed;
		*failed += s->v[i].failed;
	}
}

char *session_error(const struct session *s)
{
	size_t untested = session_untested(s);
	struct strbuf sb = STRBUF_INIT;

	if (s->error)
		return str_dup(s->error);
	if (!untested)
		return NULL;
	if (s->n > 1)
		sb_addf(&sb, "%zu of %zu targets could not be tested: ", untested,
			s->n);
	for (size_t i = 0; i < s->n; i++) {
		const struct outcome *o = &s->v[i];

		if (!o->error)
			continue;
		/* Do not repeat the name: many sentences begin with it. */
		if (s->n > 1 && strncmp(o->error, o->target, strlen(o->target)))
			sb_addf(&sb, "%s: ", o->target);
		sb_addf(&sb, "%s%s", o->error, --untested ? "; " : "");
	}
	return sb_detach(&sb);
}

static enum exit_code graver(enum exit_code a, enum exit_code b)
{
	if (a == EXIT_PANIC || b == EXIT_PANIC)
		return EXIT_PANIC;
	return a > b ? a : b;
}

enum exit_code session_code(const struct session *s)
{
	enum exit_code worst = EXIT_OK, error = EXIT_OK;

	if (s->error)
		return s->error_code;
	for (size_t i = 0; i < s->n; i++) {
		const struct outcome *o = &s->v[i];

		if (!o->error)
			worst = graver(worst, o->code);
		else if (error == EXIT_OK || o->code == EXIT_INTERRUPTED)
			error = o->code;
	}
	return error ? error : worst;
}

void session_free(struct session *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->v[i].target);
		free(s->v[i].error);
		free(s->v[i].report);
	}
	free(s->v);
	free(s->commit);
	s->v = NULL;
	s->n = 0;
	s->commit = NULL;
}
