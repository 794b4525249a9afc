// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzer of a guest's console: for all bytes there must be a verdict, which
 * does not depend on how the bytes are cut, and nothing may hide a later
 * failure.
 */
#include "fuzz.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot/follow.h"
#include "report/run_json.h"
#include "report/run_text.h"
#include "util/fail.h"

static const struct target machine = {
	.name = "machine", .expect = "^Booting ", .description = "",
};

static const struct benign_list *benign(void)
{
	static struct benign_list list;

	if (!list.n)
		CHECK(!benign_load("targets", NULL, NULL, &list));
	return &list;
}

/* Follow @data and then @tail, cut into pieces by @cuts; 0: not cut. */
static void follow(const uint8_t *data, size_t size, const char *tail,
		   enum ending ending, uint32_t cuts, struct result *r)
{
	struct follow f = { .t = &machine, .prefix = "", .r = r };

	memset(r, 0, sizeof(*r));
	r->target = str_dup("machine");
	r->accelerator = str_dup("tcg");
	r->log_path = str_dup("log");
	CHECK(!follow_init(&f, benign()));
	while (size) {
		size_t n = cuts ? fuzz_random(&cuts) % 64 : size;

		/* The piece is often a single byte, sometimes empty. */
		n = n > 40 ? 1 : n;
		n = n < size ? n : size;
		follow_bytes(&f, data, n);
		data += n;
		size -= n;
	}
	follow_bytes(&f, tail, strlen(tail));
	follow_end(&f, ending);
	r->seconds = 0;
}

static void check_text(const char *text)
{
	for (; *text; text++)
		CHECK(isprint((unsigned char)*text));
}

static void check_lines(const struct strlist *sl)
{
	for (size_t i = 0; i < sl->n; i++)
		check_text(sl->v[i]);
}

static void check_ktap(const struct ktap *k, size_t lines)
{
	size_t counts[3] = { 0 };

	/* A line may be an error, and may begin a level that ends with an error. */
	CHECK(k->passed + k->failed + k->skipped <= 2 * lines);
	CHECK(k->errors <= k->failed);
	CHECK(k->n <= KTAP_MAX);
	for (size_t i = 0; i < k->n; i++) {
		const struct ktap_result *t = &k->results[i];

		counts[t->status]++;
		check_text(t->name);
		check_text(t->reason);
		CHECK(t->diag.n <= KTAP_DIAG_MAX);
		check_lines(&t->diag);
	}
	if (k->n == KTAP_MAX)
		return;
	CHECK(counts[KTAP_PASS] == k->passed);
	CHECK(counts[KTAP_FAIL] == k->failed);
	CHECK(counts[KTAP_SKIP] == k->skipped);
}

static void check_judge(const struct judge *j)
{
	enum badness worst = BAD_NOTHING;
	size_t last = 0;

	CHECK(j->n <= JUDGE_MAX);
	CHECK(!j->more || j->n == JUDGE_MAX);
	CHECK(j->n + j->more + j->excused <= j->line_no);
	for (size_t i = 0; i < j->n; i++) {
		const struct finding *f = &j->findings[i];

		CHECK(f->kind > BAD_NOTHING && f->kind <= BAD_PANIC);
		CHECK(f->line_no > last && f->line_no <= j->line_no);
		last = f->line_no;
		worst = f->kind > worst ? f->kind : worst;
		check_text(f->text);
		check_lines(&f->context);
		CHECK(sl_has(&f->context, f->text));
		CHECK(f->context.n <= JUDGE_BEFORE + JUDGE_AFTER + 2);
	}
	CHECK(j->more ? worst <= j->worst : worst == j->worst);
}

static void check_result(const struct result *r)
{
	size_t failed = result_failed(r);
	enum exit_code code = result_code(r);

	check_ktap(&r->ktap, r->judge.line_no);
	check_judge(&r->judge);
	CHECK(failed >= r->ktap.failed + r->judge.n);
	CHECK((code == EXIT_OK) == !failed);
	CHECK((code == EXIT_PANIC) == (r->judge.worst >= BAD_OOPS));
	CHECK((code == EXIT_OK) == !strcmp(result_verdict(r), "passed"));
	/* No run passes without the suite. */
	CHECK(code != EXIT_OK || ktap_has(&r->ktap, "lazy_mmu_mode"));
	if (r->last_line)
		check_text(r->last_line);
}

/* The parts of a result that do not depend on time; to be freed by the caller. */
static char *all_of(const struct result *r)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	CHECK(f);
	run_text_print(r, f);
	fprintf(f, "%zu %zu %zu %zu %s\n", r->ktap.missing, r->ktap.documents,
		r->judge.excused, r->judge.line_no, r->last_line);
	for (size_t i = 0; i < r->ktap.n; i++) {
		const struct ktap_result *t = &r->ktap.results[i];

		fprintf(f, "%s %s %s %zu\n", t->name,
			ktap_status_name(t->status), t->reason, t->diag.n);
	}
	for (size_t i = 0; i < r->judge.n; i++)
		fprintf(f, "%d %zu %s %zu\n", r->judge.findings[i].kind,
			r->judge.findings[i].line_no, r->judge.findings[i].text,
			r->judge.findings[i].context.n);
	CHECK(!fclose(f));
	return text;
}

/* The result must be the same after writing and reading JSON. */
static void check_json(struct result *r)
{
	struct outcome o = { .target = r->target };
	struct session run = { .kernel = "6.12", .commit = (char[]){ "0" }, .flavour = "debug",
			   .v = &o, .n = 1 };
	const char *file = fuzz_file("result.json");
	json_int_t passed, failed, code;
	const char *verdict;
	char *text;
	size_t tests;
	json_t *root, *t, *list;

	text = run_json_result(r);
	CHECK(!run_json_read(text, &o));
	free(text);
	CHECK(!run_json_write(&run, file));
	free(o.report);
	root = json_load_file(file, 0, NULL);
	CHECK(root);
	CHECK(!json_unpack(root, "{s:I, s:I, s:I, s:[o]}", "passed", &passed,
			   "failed", &failed, "exit_code", &code, "targets", &t));
	CHECK((size_t)passed == r->ktap.passed);
	CHECK((size_t)failed == result_failed(r));
	CHECK(code == result_code(r));
	CHECK(!json_unpack(t, "{s:s, s:o}", "verdict", &verdict, "tests", &list));
	tests = json_array_size(list);
	CHECK(tests == r->ktap.n && !strcmp(verdict, result_verdict(r)));
	json_decref(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint32_t hash = fuzz_hash(data, size);
	enum ending ending = hash % (ENDED_FLOOD + 1);
	struct result whole, cut;
	char *a, *b;

	follow(data, size, "", ending, 0, &whole);
	check_result(&whole);
	follow(data, size, "", ending, hash, &cut);
	a = all_of(&whole);
	b = all_of(&cut);
	CHECK(!strcmp(a, b));
	free(a);
	free(b);
	/* Do this seldom: it takes as long as all other checks. */
	if (hash % 16 == 1)
		check_json(&whole);
	result_free(&cut);

	/* Nothing in the input may hide a later failure. */
	if (hash & 2) {
		follow(data, size, "\nKernel panic - not syncing: now\n", ending, 0, &cut);
		CHECK(result_code(&cut) == EXIT_PANIC);
		CHECK(cut.judge.worst == BAD_PANIC);
	} else {
		follow(data, size, "\nKTAP version 1\n1..1\nnot ok 1 now\n", ending, 0, &cut);
		CHECK(result_code(&cut) != EXIT_OK);
		CHECK(cut.ktap.failed);
	}
	check_result(&cut);
	result_free(&cut);
	result_free(&whole);
	return 0;
}
