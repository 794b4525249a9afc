/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of QEMU's interface for TCG plugins that bench/plugin.c uses.
 *
 * QEMU exports these functions, but Debian's packages hold no header. The names
 * and types are those of QEMU's documentation of the interface
 * (docs/devel/tcg-plugins).
 *
 * The interface has versions. A plugin exports a variable with its version, and
 * QEMU refuses a plugin whose version it does not support. The differences that
 * matter here:
 *
 *	version	QEMU
 *	1	up to 8.2	counts in the plugin's own memory
 *	2	9.0		counts in memory that QEMU has allocated, one
 *				element for each CPU (a scoreboard); the functions
 *				for the plugin's own memory are gone
 *	3	9.1 and later	qemu_plugin_insn_data() copies the bytes
 *
 * QEMU 10.0 accepts versions 2 to 4. Functions that not every QEMU has are
 * weak: the address of a missing function is NULL.
 */
#ifndef BENCH_QEMU_PLUGIN_H
#define BENCH_QEMU_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#define QEMU_PLUGIN_EXPORT	__attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;
typedef struct qemu_info qemu_info_t;	/* not used */

struct qemu_plugin_tb;
struct qemu_plugin_insn;

enum qemu_plugin_op {
	QEMU_PLUGIN_INLINE_ADD_U64,
};

enum qemu_plugin_cb_flags {
	QEMU_PLUGIN_CB_NO_REGS,
};

typedef void (*qemu_plugin_vcpu_tb_trans_cb_t)(qemu_plugin_id_t id,
					       struct qemu_plugin_tb *tb);
typedef void (*qemu_plugin_vcpu_udata_cb_t)(unsigned int vcpu, void *data);

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
					   qemu_plugin_vcpu_tb_trans_cb_t cb);

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);

/*
 * Version 3: copies at most @len bytes to @to, and returns how many. Before
 * version 3 the function of this name had the second type.
 */
size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn, void *to,
			     size_t len);
typedef const void *(*qemu_plugin_insn_data_1_t)(const struct qemu_plugin_insn *insn);

/* This function and the next two act before the instruction is executed. */
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    qemu_plugin_vcpu_udata_cb_t cb,
					    enum qemu_plugin_cb_flags flags,
					    void *data);

/* Version 1. */
__attribute__((weak))
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn,
						enum qemu_plugin_op op,
						void *at, uint64_t value);

/* Version 2 and later: a number in each element of a scoreboard. */
struct qemu_plugin_scoreboard;
typedef struct {
	struct qemu_plugin_scoreboard *score;
	size_t offset;
} qemu_plugin_u64;

__attribute__((weak))
struct qemu_plugin_scoreboard *qemu_plugin_scoreboard_new(size_t element_size);
__attribute__((weak))
void qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(struct qemu_plugin_insn *insn,
							 enum qemu_plugin_op op,
							 qemu_plugin_u64 at,
							 uint64_t value);
__attribute__((weak))
uint64_t qemu_plugin_u64_sum(qemu_plugin_u64 of);

#endif
