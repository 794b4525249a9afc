// SPDX-License-Identifier: GPL-2.0-only
/*
 * The plugin, in a fake emulator of a few instructions, with version 1 and with
 * version 3 of the interface.
 */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "host/proc.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/file.h"
#include "util/strbuf.h"
#include "util/strlist.h"
#include "../../../bench/plugin.c"

/* struct qemu_plugin_insn - an instruction, and the actions before it */
struct qemu_plugin_insn {
	uint64_t address;
	unsigned char bytes[8];
	size_t len;
	qemu_plugin_vcpu_udata_cb_t cb;
	void *data;
	uint64_t *add[MAX_RULES];
	uint64_t value[MAX_RULES];
	size_t n_add;
};

struct qemu_plugin_tb {
	struct qemu_plugin_insn *v;
	size_t n;
};

/* Two CPUs; the instructions are executed by the second one. */
struct qemu_plugin_scoreboard {
	char *element[2];
};

static qemu_plugin_vcpu_tb_trans_cb_t translator;
static struct qemu_plugin_scoreboard board;

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

/*
 * With version 1 this function has another type, and is called with one
 * argument. The compiler must not see that the types differ.
 */
__attribute__((noinline, noclone))
size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn, void *to,
			     size_t len)
{
	if (qemu_plugin_version == 1)
		return (size_t)insn->bytes;
	len = len < insn->len ? len : insn->len;
	memcpy(to, insn->bytes, len);
	return len;
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
	insn->cb = cb;
	insn->data = data;
}

static void add_inline(struct qemu_plugin_insn *insn, enum qemu_plugin_op op,
		   void *at, uint64_t value)
{
	assert_int_equal(op, QEMU_PLUGIN_INLINE_ADD_U64);
	assert_true(insn->n_add < MAX_RULES);
	insn->add[insn->n_add] = at;
	insn->value[insn->n_add++] = value;
}

void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn,
						enum qemu_plugin_op op,
						void *at, uint64_t value)
{
	assert_int_equal(qemu_plugin_version, 1);
	add_inline(insn, op, at, value);
}

struct qemu_plugin_scoreboard *qemu_plugin_scoreboard_new(size_t element_size)
{
	assert_true(qemu_plugin_version > 1);
	for (size_t i = 0; i < ARRAY_SIZE(board.element); i++) {
		free(board.element[i]);
		board.element[i] = calloc(1, element_size);
		assert_non_null(board.element[i]);
	}
	return &board;
}

static uint64_t *element_at(qemu_plugin_u64 place, size_t cpu)
{
	assert_ptr_equal(place.score, &board);
	return (uint64_t *)(board.element[cpu] + place.offset);
}

void qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(struct qemu_plugin_insn *insn,
							 enum qemu_plugin_op op,
							 qemu_plugin_u64 at,
							 uint64_t value)
{
	add_inline(insn, op, element_at(at, 1), value);
}

uint64_t qemu_plugin_u64_sum(qemu_plugin_u64 of)
{
	return *element_at(of, 0) + *element_at(of, 1);
}

static int with_version(void **state, int version)
{
	qemu_plugin_version = version;
	return fixture_setup(state);
}

static int version_1(void **state)
{
	return with_version(state, 1);
}

static int version_3(void **state)
{
	return with_version(state, 3);
}

static int teardown(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(board.element); i++) {
		free(board.element[i]);
		board.element[i] = NULL;
	}
	return fixture_teardown(state);
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
			v[i].cb(0, v[i].data);
		for (size_t k = 0; k < v[i].n_add; k++)
			*v[i].add[k] += v[i].value[k];
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

/* This fake emulator has the functions of version 3. */
static void chooses(void **state)
{
	(void)state;
	qemu_plugin_version = 0;
	choose_version();
	assert_int_equal(qemu_plugin_version, 3);
}

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
	execute(code, ARRAY_SIZE(code));
	expect_windows("insns kernel calls cr3 f\n"
		       "6 5 1 1 1\n"
		       "1 1 0 0 0\n");
}

/*
 * The longest hypercall of a window: stretches end at any of the instructions
 * that return, and one of another window does not count.
 */
static void longest(void **state)
{
	struct qemu_plugin_insn code[] = {
		I(0x2000, 0x0f, 0x05),			/* not in a window */
		I(0xff00, 0x90), I(0xff01, 0x90), I(0xff02, 0x90), I(0xff03, 0x90),
		I(0x1000, 0x90),			/* begin */
		I(0xff04, 0x48, 0xcf),			/* returns from nothing */
		I(0x2000, 0x0f, 0x05),
		I(0xff00, 0x90), I(0xff01, 0x90), I(0xff02, 0x48, 0xcf),
		I(0xff03, 0x90),			/* after the return */
		I(0x2000, 0x0f, 0x05),
		I(0xff00, 0x48, 0x0f, 0x07),
		I(0x1001, 0x90),			/* end */
		I(0x1000, 0x90),
		I(0x1001, 0x90),
	};

	(void)state;
	assert_int_equal(install("begin 1000\nend 1001\n"
				 "space kernel 1000 2fff\nspace xen f000 ffff\n"
				 "all xen xen\n"
				 "from off xen kernel 0f05 ffff\n"
				 "to off xen 480f07 ffffff\nto off xen 48cf ffff\n"), 0);
	execute(code, ARRAY_SIZE(code));
	expect_windows("insns xen =off\n"
		       "9 6 2\n"
		       "1 0 0\n");
}

/*
 * Calls are subtracted from instructions, in each window alone. The longest stretch
 * of such a counter is one in which it grows.
 */
static void less(void **state)
{
	struct qemu_plugin_insn code[] = {
		I(0xf000, 0xcc), I(0xf000, 0xcc),	/* not in a window */
		I(0x1000, 0x90),			/* begin */
		I(0xf000, 0xcc), I(0xf000, 0xcc), I(0xf000, 0xcc),
		I(0x3000, 0x90), I(0x3008, 0x90),
		I(0x1001, 0x90),			/* end */
		I(0x1000, 0x90),
		I(0x2000, 0x0f, 0x05), I(0x3000, 0x90), I(0xf001, 0xcf),
		I(0x1001, 0x90),
	};

	(void)state;
	assert_int_equal(install("begin 1000\nend 1001\n"
				 "space xen f000 ffff\n"
				 "insn n xen cc ff\nless n 3000 3008\n"
				 "from off n * 0f05 ffff\nto off xen cf ff\n"), 0);
	execute(code, ARRAY_SIZE(code));
	expect_windows("insns n =off\n"
		       "6 1 0\n"
		       "4 -1 0\n");
}

static void refuses(void **state)
{
	static const char *const plans[] = {
		"begin\n", "begin x\n", "space k 1\n", "insn c nowhere 0f05 ffff\n",
		"insn c * 0f05 ff\n", "insn c * 0f0 fff\n", "insn c * zz ff\n",
		"call f 1 x\n", "all k nowhere\n", "all k\n", "nonsense 1\n", "begin 1",
		"insn c * 000102030405060708 ffffffffffffffffff\n",
		"space 12345678901234567890123456789012 1 2\n",
		"from a b * 90 ff\n", "from insns insns * 90 ff\n",
		"from a insns * 90\n", "to a * 90 ff\n", "to insns * 90 ff\n",
		"less a 1\n", "less insns x\n",
		"from a insns * 90 ff\nless a 1\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(plans); i++) {
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

/*
 * The installed emulator loads the plugin as built, and counts the instructions
 * of this program for arm64. No kernel is needed.
 */
static void real_emulator(void **state)
{
	static const uint32_t program[] = {
		0xd503201f,	/* begin: nop */
		0xd2800141,	/* mov x1, #10 */
		0xf1000421,	/* again: subs x1, x1, #1 */
		0x54ffffe1,	/* b.ne again */
		0xd503201f,	/* end: nop */
		0x52800100,	/* mov w0, #8: switch the machine off */
		0x72b08000,	/* movk w0, #0x8400, lsl #16 */
		0xd4000002,	/* hvc #0 */
	};
	static const char emulator[] = "qemu-system-aarch64";
	char *found __cleanup(str_free) = proc_find(emulator);
	char *plugin __cleanup(str_free) = NULL;
	struct strlist argv __cleanup(sl_free) = { 0 };
	struct strbuf said __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf got __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .cwd = top, .out = &said, .merge_err = true, .timeout_s = 60 };
	const char *command = command_path();

	(void)state;
	if (!found) {
		print_message("%s is not installed: skipped\n", emulator);
		skip();
	}
	plugin = str_fmt("%.*s/../plugin.so",
			 (int)(strrchr(command, '/') - command), command);
	assert_int_equal(write_file(at("program"), program, sizeof(program)), 0);
	put("plan", "begin 40200000\nend 40200010\n"
		    "space ram 40000000 4fffffff\n"
		    "insn subs ram 210400f1 ffffffff\n"
		    "call nops 40200000 40200010\n"
		    "insn rest * 0000 0000\nless rest 40200008\n");
	sl_split(&argv, "qemu-system-aarch64 -M virt -cpu cortex-a57 -accel tcg "
		 "-smp 1 -m 128 -nodefaults -display none -no-reboot "
		 "-icount shift=0,sleep=off "
		 "-device loader,file=program,addr=0x40200000,cpu-num=0 -plugin", " ");
	sl_addf(&argv, "%s,plan=plan,out=windows", plugin);
	if (proc_run((const char *const *)argv.v, &p))
		fail_msg("%s: %s", emulator, said.buf);
	assert_int_equal(read_file(at("windows"), &got), 0);
	assert_string_equal(got.buf, "insns subs nops rest\n22 10 1 12\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chooses),
		{ "counts, version 1", counts, version_1, teardown, NULL },
		{ "counts, version 3", counts, version_3, teardown, NULL },
		{ "longest, version 1", longest, version_1, teardown, NULL },
		{ "longest, version 3", longest, version_3, teardown, NULL },
		{ "less, version 1", less, version_1, teardown, NULL },
		{ "less, version 3", less, version_3, teardown, NULL },
		cmocka_unit_test_setup_teardown(real_emulator, fixture_setup, teardown),
		cmocka_unit_test_setup_teardown(refuses, version_3, teardown),
		cmocka_unit_test_setup_teardown(too_many, version_3, teardown),
	};

	return cmocka_run_group_tests_name("plugin", tests, NULL, NULL);
}
