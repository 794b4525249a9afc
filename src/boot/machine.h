/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine that will be booted: QEMU's arguments, its accelerator, and its files. */
#ifndef LAZYMMU_MACHINE_H
#define LAZYMMU_MACHINE_H

#include <stdint.h>

#include "build/target.h"
#include "util/scratch.h"
#include "util/strlist.h"

/**
 * struct machine - a machine ready to be started
 * @t: the target
 * @scratch: holds @dir
 * @dir: a directory in which QEMU is started, so that the arguments hold no
 *	 paths of the user, which may have commas and blanks
 * @accelerator: "kvm" or "tcg"
 * @why: why KVM is not used; "" if KVM is used, or if the target does not
 *	support it
 * @append: added to the kernel's command line; may be ""
 * @emulator: name and version of the emulator, "QEMU 7.2.22"; "" if not known
 * @hypervisor: version of the hypervisor's package; NULL: the target has no
 *	hypervisor
 */
struct machine {
	const struct target *t;
	struct scratch scratch;
	const char *dir;
	const char *accelerator;
	char *why;
	const char *append;
	char *emulator;
	char *hypervisor;
};

#define MACHINE_CONSOLE	"console"	/* in @dir: the console's bytes */

/**
 * machine_need - check that everything a target needs, except its kernel, is
 * there
 * @t: the target
 *
 * Checks for the programs that build and boot the target, and fetches the
 * hypervisor if necessary, so that something missing is found before the kernel
 * is built.
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int machine_need(const struct target *t);

/**
 * machine_memory - bytes of memory that the emulator of a target needs
 *
 * The sum of the memory of the machine and that of the emulator itself.
 */
uint64_t machine_memory(const struct target *t);

/**
 * machine_prepare - gather the files that are booted, and choose the accelerator
 * @t: the target
 * @kernel: path of the kernel's image
 * @initrd: path of the initrd
 * @append: as in struct machine; must stay valid
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int machine_prepare(struct machine *m, const struct target *t,
		    const char *kernel, const char *initrd, const char *append);

/** machine_argv - append QEMU's arguments */
void machine_argv(const struct machine *m, struct strlist *argv);

/** machine_free - remove the directory, release the rest */
void machine_free(struct machine *m);

#endif
