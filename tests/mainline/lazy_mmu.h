/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_LAZY_MMU_H
#define _LINUX_LAZY_MMU_H

/*
 * The interface of the series on top of mainline's interface, which has a
 * counter in the task and no state. Only the parts that the workloads need.
 */

#include <linux/pgtable.h>

typedef int lazy_mmu_state_t;

/* A macro is not expanded inside itself, so these call mainline's functions. */
#define lazy_mmu_mode_enable()		({ lazy_mmu_mode_enable(); 0; })
#define lazy_mmu_mode_disable(state)	({ (void)(state); lazy_mmu_mode_disable(); })

#endif /* _LINUX_LAZY_MMU_H */
