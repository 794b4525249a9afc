// SPDX-License-Identifier: GPL-2.0-only
/* The plugin that counts, in an emulator of a few instructions. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "util/file.h"
#include "util/strbuf.h"
#include "../../../bench/plugin.c"

/*
 * struct qemu_plugin_insn - an instruction, and what is done before it
 */
struct qemu_plugin_insn {
	uint64_t address;
	unsigned char bytes[8];
	size_t len;
	qemu_plugin_vcpu_udata_cb_t cb;
	uint64_t *add[MAX_RULES];
	size_t n_add;
};

struct qemu_plugin_tb {
	struct qemu_plugin_insn *v;
	size_t n;
};

static qemu_plugin_vcpu_tb_trans_cb_t translator;

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
					   qemu_plugin_vcpu_tb_trans_cb_t cb)
{
	(void)id;
	translator = cb;
}

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb)
{
	return tb->n;
}

struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i)
{
	return &tb->v[i];
}

const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn)
{
	return insn->bytes;
}

size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn)
{
	return insn->len;
}

uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn)
{
	return insn->address;
}

void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    qemu_plugin_vcpu_udata_cb_t cb,
					    enum qemu_plugin_cb_flags flags,
					    void *data)
{
	(void)flags;
	(void)data;
	insn->cb = cb;
}

void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn,
						enum qemu_plugin_op op,
						void *at, uint64_t value)
{
	assert_int_equal(op, QEMU_PLUGIN_INLINE_ADD_U64);
	assert_int_equal(value, 1);
	assert_true(insn->n_add < MAX_RULES);
	insn->add[insn->n_add++] = at;
}

static int install(const char *plan)
{
	char *arguments[2];
	int ret;

	n_counters = n_spaces = n_rules = n_markers = 0;
	memset(counters, 0, sizeof(counters));
	memset(rules, 0, sizeof(rules));
	in_window = false;
	put("plan", plan);
	arguments[0] = str_fmt("plan=%s", at("plan"));
	arguments[1] = str_fmt("out=%s", at("windows"));
	ret = qemu_plugin_install(0, NULL, 2, arguments);
	free(arguments[0]);
	free(arguments[1]);
	return ret;
}

static void execute(struct qemu_plugin_insn *v, size_t n)
{
	struct qemu_plugin_tb tb = { v, n };

	translator(0, &tb);
	for (size_t i = 0; i < n; i++) {
		if (v[i].cb)
			v[i].cb(0, NULL);
		for (size_t k = 0; k < v[i].n_add; k++)
			++*v[i].add[k];
	}
}

static void expect_windows(const char *text)
{
	struct strbuf got = STRBUF_INIT;

	fclose(out);
	assert_int_equal(read_file(at("windows"), &got), 0);
	assert_string_equal(got.buf, text);
	sb_free(&got);
}

#define I(where, ...) \
	{ .address = where, .bytes = { __VA_ARGS__ }, \
	  .len = sizeof((unsigned char[]){ __VA_ARGS__ }) }

static void counts(void **state)
{
	struct qemu_plugin_insn code[] = {
		I(0x2000, 0x0f, 0x05),			/* before: not counted */
		I(0x1000, 0x90),			/* begin */
		I(0x2002, 0x0f, 0x05),			/* a hypercall */
		I(0x40, 0x0f, 0x05),			/* of user space: none */
		I(0x2004, 0x0f, 0x22, 0xda),		/* bits of the mask vary */
		I(0x2008, 0x0f),			/* too short for any */
		I(0x3000, 0xcc),			/* a call */
		I(0x1001, 0x90),			/* end */
		I(0x1001, 0x90),			/* and without beginning */
		I(0x3000, 0xcc),
		I(0x1000, 0x90),
		I(0x1001, 0x90),
	};

	(void)state;
	assert_int_equal(install("begin 1000\nend 1001\n"
				 "space kernel 1000 ffff\n"
				 "all kernel kernel\n"
				 "insn calls kernel 0f05 ffff\n"
				 "insn cr3 * 0f22d8 fffff8\n"
				 "call f 3000 3008\n"
				 "call f 3010\n"), 0);
	execute(code, sizeof(code) / sizeof(code[0]));
	expect_windows("insns kernel calls cr3 f\n"
		       "6 5 1 1 1\n"
		       "1 1 0 0 0\n");
}

static void refuses(void **state)
{
	static const char *const plans[] = {
		"begin\n", "begin x\n", "space k 1\n", "insn c nowhere 0f05 ffff\n",
		"insn c * 0f05 ff\n", "insn c * 0f0 fff\n", "insn c * zz ff\n",
		"call f 1 x\n", "all k nowhere\n", "all k\n", "nonsense 1\n", "begin 1",
		"insn c * 000102030405060708 ffffffffffffffffff\n",
		"space 12345678901234567890123456789012 1 2\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
		if (!install(plans[i]))
			fail_msg("'%s' is taken", plans[i]);
	}
}

static void too_many(void **state)
{
	struct strbuf plan = STRBUF_INIT;

	(void)state;
	for (int i = 0; i <= MAX_RULES; i++)
		sb_addf(&plan, "begin %x\n", i);
	assert_int_not_equal(install(plan.buf), 0);
	sb_reset(&plan);
	for (int i = 0; i <= MAX_RULES; i++)
		sb_addf(&plan, "call f %x\n", i);
	assert_int_not_equal(install(plan.buf), 0);
	sb_reset(&plan);
	for (int i = 0; i <= MAX_COUNTERS; i++)
		sb_addf(&plan, "call f%d 1\n", i);
	assert_int_not_equal(install(plan.buf), 0);
	sb_free(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(counts, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(refuses, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(too_many, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests_name("plugin", tests, NULL, NULL);
}
