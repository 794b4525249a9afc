/* SPDX-License-Identifier: GPL-2.0-only */
/* QEMU's command line, what it boots, and what it accelerates with. */
#ifndef LAZYMMU_QEMU_H
#define LAZYMMU_QEMU_H

#include <stdbool.h>

#include "build/target.h"
#include "util/scratch.h"
#include "util/strlist.h"

/**
 * struct machine - a machine ready to be started
 * @t: the target
 * @scratch: holds @dir
 * @dir: directory of its own: QEMU is started there, so that none of the
 *	 user's paths, which may hold commas and blanks, is in the arguments
 * @accelerator: "kvm" or "tcg"
 * @why: why not KVM, "" if it is, or if there is no question
 * @append: added to the kernel's command line, "" for nothing
 * @hypervisor: version of the hypervisor's package, NULL: the target has none
 */
struct machine {
	const struct target *t;
	struct scratch scratch;
	const char *dir;
	const char *accelerator;
	char *why;
	const char *append;
	char *hypervisor;
};

#define MACHINE_CONSOLE	"console"	/* in @dir: the console's bytes */

/**
 * machine_prepare - gather what is booted, and choose the accelerator
 * @t: the target
 * @kernel: path of its image
 * @initrd: path of its initrd
 * @append: as in struct machine; stays valid
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int machine_prepare(struct machine *m, const struct target *t,
		    const char *kernel, const char *initrd, const char *append);

/** machine_argv - QEMU's arguments */
void machine_argv(const struct machine *m, struct strlist *argv);

/** machine_free - remove the directory, release the rest */
void machine_free(struct machine *m);

#endif
