/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Targets: the machines that kernels are built for and booted on. Each is one
 * file of "key = value" lines in targets/; docs/add-a-target.md has the keys.
 */
#ifndef LAZYMMU_TARGET_H
#define LAZYMMU_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strlist.h"

/**
 * struct target - a machine
 * @name: name of its file
 * @description: for people
 * @compile_only: it is built (in part) and never booted
 * @kernel: the target whose kernel it boots; @name unless it says "boots"
 * @arch: ARCH= of the kernel's make
 * @srcarch: the architecture's directory in the kernel's arch/
 * @cross: CROSS_COMPILE=, "" for the machine's own compiler
 * @config: fragments in targets/, besides the common one and the flavour's
 * @make: what to make
 * @image: path of the result in the output directory, "" if @compile_only
 * @qemu: the emulator and its arguments, for every accelerator
 * @qemu_tcg: further arguments when emulating
 * @qemu_kvm: further arguments under KVM; empty: KVM is not tried
 * @kvm_probe: further arguments with which the firmware's messages come to
 *	       standard output, to try KVM without a kernel
 * @kvm_expect: the last of these messages
 * @append: the kernel's command line
 * @bench_append: more of it, for benchmarks
 * @hypervisor: "xen", or "" for none
 * @hypervisor_append: its command line
 * @expect: PCRE2 that a line of the console has to match, or it is not the
 *	    machine that was meant; "" for none
 * @spaces: "NAME LOW HIGH": what a benchmark calls a range of addresses
 * @counts: "NAME insn SPACE BYTES[/MASK]...", "NAME call SYMBOL..." or "NAME all
 *	    SPACE": what a benchmark counts
 * @ratios: "NAME WORKLOADS COUNTER PER": a benchmark shows COUNTER divided by PER
 *	as NAME, of the workloads whose names match
 * @interrupts: functions of the kernel one of which every interrupt executes
 * @entry: bytes from a function's symbol to the first instruction that all of
 *	   its callers execute
 * @packages: Debian packages that hold compiler, C library and emulator
 * @timeout_s: seconds a boot may take
 */
struct target {
	char *name;
	char *description;
	bool compile_only;
	char *kernel;
	char *arch;
	char *srcarch;
	char *cross;
	struct strlist config;
	struct strlist make;
	char *image;
	struct strlist qemu;
	struct strlist qemu_tcg;
	struct strlist qemu_kvm;
	struct strlist kvm_probe;
	char *kvm_expect;
	char *append;
	char *bench_append;
	char *hypervisor;
	char *hypervisor_append;
	char *expect;
	struct strlist spaces;
	struct strlist counts;
	struct strlist ratios;
	struct strlist interrupts;
	unsigned long entry;
	struct strlist packages;
	int timeout_s;
};

/**
 * struct targets - all of them, in the order they are shown
 * @v: the targets
 * @n: their number
 */
struct targets {
	struct target *v;
	size_t n;
};

/**
 * targets_load - read targets/
 * @dir: the directory; NULL: that of the program's home
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int targets_load(const char *dir, struct targets *ts);

/** targets_free - release them */
void targets_free(struct targets *ts);

/** target_find - by name; NULL if there is none */
const struct target *target_find(const struct targets *ts, const char *name);

/**
 * targets_select - those a user named
 * @names: NULL-terminated; none: all
 * @bootable: those that cannot be booted are refused, or left out of "all"
 * @out: set to a NULL-terminated array, to be freed by the caller
 *
 * Return: their number, or a negative errno value with the failure recorded.
 */
int targets_select(const struct targets *ts, char *const *names, bool bootable,
		   const struct target ***out);

#endif
