/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine to be booted: QEMU's arguments, its accelerator, and its files. */
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
 * @dir: a directory of its own. QEMU is started there, so that none of the
 *	 user's paths, which may hold commas and blanks, is in the arguments
 * @accelerator: "kvm" or "tcg"
 * @why: why KVM is not used; "" if it is, or if the target has no use for it
 * @append: added to the kernel's command line, "" for nothing
 * @emulator: name and version of the emulator: "QEMU 7.2.22"; "" if it tells
 *	      none
 * @hypervisor: version of the hypervisor's package, NULL: the target has none
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
 * machine_need - see that everything a target needs besides its kernel is there
 * @t: the target
 *
 * These are the programs that build and boot it, and the hypervisor, which is
 * fetched if need be: all that can be known to be missing before the kernel is
 * built.
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int machine_need(const struct target *t);

/**
 * machine_memory - bytes of this computer's memory that a target's machine needs
 *
 * The memory of the machine, and that of the emulator itself.
 */
uint64_t machine_memory(const struct target *t);

/**
 * machine_prepare - gather the files that are booted, and choose the accelerator
 * @t: the target
 * @kernel: path of its image
 * @initrd: path of its initrd
 * @append: as in struct machine; stays valid
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
