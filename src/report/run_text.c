// SPDX-License-Identifier: GPL-2.0-only
/* Printing the failures of a boot with the lines around them, and the summary. */
#include "report/run_text.h"

#define SHOWN_FINDINGS	5	/* findings that are shown with context; the log has all */
#define SHOWN_FAILURES	20

static void print_findings(const struct result *r, FILE *to)
{
	for (size_t i = 0; i < r->judge.n && i < SHOWN_FINDINGS; i++) {
		const struct finding *f = &r->judge.findings[i];

		fprintf(to, "# %s: %s, console line %zu: %s\n", r->target,
			judge_badness(f->kind), f->line_no, f->text);
		for (size_t l = 0; l < f->context.n; l++)
			fprintf(to, "#   | %s\n", f->context.v[l]);
	}
	if (result_incidents(r) > SHOWN_FINDINGS)
		fprintf(to, "# %s: and %zu more incidents\n", r->target,
			result_incidents(r) - SHOWN_FINDINGS);
}

static void print_failures(const struct result *r, FILE *to)
{
	size_t shown = 0;

	for (size_t i = 0; i < r->ktap.n && shown < SHOWN_FAILURES; i++) {
		const struct ktap_result *t = &r->ktap.results[i];

		if (t->status != KTAP_FAIL)
			continue;
		shown++;
		fprintf(to, "# %s: not ok: %s%s%s\n", r->target, t->name,
			*t->reason ? ": " : "", t->reason);
		for (size_t l = 0; l < t->diag.n; l++)
			fprintf(to, "#   | %s\n", t->diag.v[l]);
	}
	if (shown < r->ktap.failed)
		fprintf(to, "# %s: and %zu more failed tests\n", r->target,
			r->ktap.failed - shown);
}

void run_text_print(const struct result *r, FILE *to)
{
	print_failures(r, to);
	print_findings(r, to);
	for (size_t i = 0; i < r->lacking.n; i++)
		fprintf(to, "# %s: %s\n", r->target, r->lacking.v[i]);
	if (result_ending_counts(r))
		fprintf(to, "# %s: %s; the last line was: %s\n", r->target,
			result_ending(r),
			r->last_line ? r->last_line : "(none)");
	if (result_failed(r))
		fprintf(to, "# %s: the whole console: %s\n", r->target,
			r->log_path);
	fprintf(to, "# %s: %s (%s): %zu passed, %zu failed, %zu skipped, %.1f s\n",
		r->target, result_verdict(r), r->accelerator, r->ktap.passed,
		result_failed(r), r->ktap.skipped, r->seconds);
}
