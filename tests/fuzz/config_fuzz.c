// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzer of targets, the allow-list, fragments of configurations, the output of
 * make, and versions as programs print them.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "boot/machine.h"
#include "build/kconfig.h"
#include "build/makelog.h"
#include "build/target.h"
#include "host/tools.h"
#include "util/fail.h"
#include "util/version.h"
#include "verdict/benign.h"
#include "verdict/judge.h"

/* The parts of an input. */
enum { TARGET, BENIGN, FRAGMENT, DOT_CONFIG, MAKE };

/* The input is accepted, or refused with file and line. */
static void check_failure(int err)
{
	CHECK(err <= 0 && !err == !fail_message());
	if (err)
		CHECK(fail_code() == EXIT_TOOL);
	fail_clear();
}

static void check_machine(const struct target *t, const char *accelerator)
{
	struct machine m = { .t = t, .accelerator = accelerator, .append = "x" };
	struct strlist argv = { 0 };

	machine_argv(&m, &argv);
	CHECK(sl_has(&argv, "-no-reboot") && sl_has(&argv, accelerator));
	CHECK(!argv.v[argv.n]);
	sl_free(&argv);
}

static void targets(void)
{
	struct targets ts;
	int err = targets_load(fuzz_file("targets"), &ts);

	for (size_t i = 0; !err && i < ts.n; i++) {
		const struct target *t = &ts.v[i];

		CHECK(*t->arch && t->config.n && t->make.n && t->timeout_s > 0);
		CHECK(target_find(&ts, t->name) == t);
		if (t->compile_only)
			continue;
		CHECK(*t->image && t->qemu.n);
		check_machine(t, "tcg");
		check_machine(t, "kvm");
	}
	if (!err)
		targets_free(&ts);
	check_failure(err);
}

/* @log: lines that are matched like those of a console */
static void allow_list(const struct strlist *log)
{
	struct benign_list list;
	struct judge j;
	int err = benign_load(fuzz_file("targets"), NULL, NULL, &list);

	if (!err) {
		judge_init(&j, &list);
		for (size_t i = 0; i < log->n; i++)
			judge_line(&j, log->v[i]);
		CHECK(j.excused <= j.line_no && j.line_no == log->n);
		CHECK(list.n || !j.excused);
		judge_free(&j);
		benign_free(&list);
	}
	check_failure(err);
}

/* Every symbol with a value must be wanted, under its own name. */
static void check_symbols(const struct kconfig *kc, const char *text)
{
	struct strlist lines = { 0 };

	sl_split(&lines, text, "\n");
	for (size_t l = 0; l < lines.n; l++) {
		const char *line = lines.v[l];
		size_t len = strcspn(line, "="), i = 0;

		if (strncmp(line, "CONFIG_", 7))
			continue;
		while (i < kc->n && (strlen(kc->v[i].symbol) != len ||
				     memcmp(kc->v[i].symbol, line, len)))
			i++;
		CHECK(i < kc->n);
	}
	sl_free(&lines);
}

static void fragments(const char *fragment, const char *dot_config)
{
	struct strlist missing = { 0 }, optional = { 0 };
	struct strbuf text = STRBUF_INIT, again = STRBUF_INIT;
	struct kconfig kc = { 0 }, other = { 0 };
	int err = kconfig_add_text(&kc, "fragment", fragment);

	if (!err) {
		check_symbols(&kc, fragment);
		kconfig_check(&kc, dot_config, &missing, &optional);
		CHECK(missing.n + optional.n <= kc.n);
		sl_free(&missing);
		sl_free(&optional);

		/*
		 * The configuration for make must be read back unchanged, and
		 * all symbols must stick.
		 */
		kconfig_print(&kc, &text);
		CHECK(!kconfig_add_text(&other, "printed", text.buf));
		kconfig_print(&other, &again);
		CHECK(!strcmp(text.buf, again.buf) && kc.n == other.n);
		kconfig_check(&kc, text.buf, &missing, &optional);
		CHECK(!missing.n && !optional.n);
	}
	kconfig_free(&kc);
	kconfig_free(&other);
	sb_free(&text);
	sb_free(&again);
	check_failure(err);
}

static void make_says(const struct strlist *log)
{
	struct strlist files = { 0 }, about = { 0 };
	struct makelog m;

	makelog_init(&m, "/src", "/out");
	for (size_t i = 0; i < log->n; i++)
		makelog_line(&m, log->v[i]);
	CHECK(m.errors.n <= MAKELOG_ERRORS);
	CHECK(m.objects + m.warnings.n <= log->n);
	CHECK(strlen(m.current) < sizeof(m.current));
	sl_add(&files, "mm/memory.c");
	sl_add(&files, "a");
	makelog_touching(&m, &files, &about);
	CHECK(about.n <= m.warnings.n);
	sl_free(&files);
	sl_free(&about);
	makelog_free(&m);
}

static void versions(const struct strlist *log)
{
	char *last = NULL;

	for (size_t i = 0; i < log->n; i++) {
		char *v = version_find(log->v[i]);

		if (!v)
			continue;
		CHECK(strchr(v, '.') && !version_compare(v, v));
		if (last)
			CHECK(version_compare(v, last) == -version_compare(last, v));
		free(last);
		last = v;
	}
	free(last);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strbuf part[MAKE + 1];
	struct strlist log = { 0 };

	for (int i = TARGET; i <= MAKE; i++) {
		sb_init(&part[i]);
		fuzz_part(data, size, i, &part[i]);
	}
	sl_split(&log, part[MAKE].buf, "\n");
	fuzz_put("targets/t", &part[TARGET]);
	fuzz_put("targets/benign.list", &part[BENIGN]);
	targets();
	allow_list(&log);
	fragments(part[FRAGMENT].buf, part[DOT_CONFIG].buf);
	make_says(&log);
	versions(&log);
	for (int i = TARGET; i <= MAKE; i++)
		sb_free(&part[i]);
	sl_free(&log);
	return 0;
}
