// SPDX-License-Identifier: GPL-2.0-only
/* Adding up the results of several boots. */
#include "verdict/session.h"

#include <stdlib.h>

void session_totals(const struct session *s, size_t *passed, size_t *failed)
{
	*passed = 0;
	*failed = s->error ? 1 : 0;
	for (size_t i = 0; i < s->n; i++) {
		*passed += s->v[i].ktap.passed;
		*failed += result_failed(&s->v[i]);
	}
}

enum exit_code session_code(const struct session *s)
{
	enum exit_code worst = EXIT_OK;

	if (s->error)
		return s->error_code;
	for (size_t i = 0; i < s->n; i++) {
		enum exit_code code = result_code(&s->v[i]);

		if (code == EXIT_PANIC)
			return code;
		if (code > worst)
			worst = code;
	}
	return worst;
}

void session_free(struct session *s)
{
	for (size_t i = 0; i < s->n; i++)
		result_free(&s->v[i]);
	free(s->v);
	free(s->commit);
	s->v = NULL;
	s->n = 0;
	s->commit = NULL;
}
