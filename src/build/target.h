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
 * @description: a description for people
 * @compile_only: a part of the kernel is compiled, and the target is never
 *	booted
 * @extra: the target is only booted if the user names it
 * @kernel: the target whose kernel is booted; the same as @name without the key
 *	"boots"
 * @arch: ARCH= of the kernel's make
 * @srcarch: the architecture's directory in the kernel's arch/
 * @cross: CROSS_COMPILE=, "" for this computer's own compiler
 * @config: fragments in targets/, besides the common one and the flavour's
 * @make: the goals of make
 * @image: path of the image in the output directory, "" if @compile_only
 * @qemu: the emulator and its arguments, for every accelerator
 * @qemu_tcg: more arguments for emulation
 * @qemu_kvm: more arguments for KVM; empty: KVM is not tried
 * @kvm_probe: more arguments, with which the firmware writes its messages to
 *	       standard output, to try KVM without a kernel
 * @kvm_expect: the last of these messages
 * @append: the kernel's command line
 * @bench_append: addition to the command line, for benchmarks
 * @hypervisor: "xen", or "" for none
 * @hypervisor_append: command line of the hypervisor
 * @expect: regular expression that a line of the console has to match, which
 *	    proves that this is the right machine; "" for none
 * @spaces: "NAME LOW HIGH": names for ranges of addresses, for a benchmark
 * @counts: the counters of a benchmark: "NAME insn SPACE BYTES[/MASK]... [less
 *	    FUNCTION...]", "NAME call FUNCTION...", "NAME all SPACE" or "NAME longest
 *	    COUNTER SPACE:BYTES[/MASK]..."
 * @interrupts: functions of the kernel; every interrupt executes at least one
 *	of them
 * @entry: bytes from a function's symbol to the first instruction that all of
 *	   its callers execute
 * @packages: Debian packages that hold compiler, C library and emulator
 * @timeout_s: seconds a boot may take
 */
struct target {
	char *name;
	char *description;
	bool compile_only;
	bool extra;
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
	struct strlist interrupts;
	unsigned long entry;
	struct strlist packages;
	int timeout_s;
};

/**
 * struct targets - all targets, in the order in which they are shown
 * @v: the targets
 * @n: number of targets
 */
struct targets {
	struct target *v;
	size_t n;
};

/**
 * targets_load - read targets/
 * @dir: the directory; NULL: targets/ of the home directory
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int targets_load(const char *dir, struct targets *ts);

/** targets_free - release what is in @ts */
void targets_free(struct targets *ts);

/** target_kind - the value of the key "kind" */
const char *target_kind(const struct target *t);

/** target_find - find a target by name; NULL if there is none */
const struct target *target_find(const struct targets *ts, const char *name);

/**
 * targets_select - find the targets that the user named
 * @names: NULL-terminated names; without a name, all targets are selected
 * @bootable: refuse targets that cannot be booted; they, and extra ones, are not
 *	in all targets
 * @out: set to a NULL-terminated array, to be freed by the caller
 *
 * Return: the number of targets, at least 1, or a negative errno value with the
 * failure recorded (also if there is no target to select).
 */
int targets_select(const struct targets *ts, char *const *names, bool bootable,
		   const struct target ***out);

#endif
