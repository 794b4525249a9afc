// SPDX-License-Identifier: GPL-2.0-only
// The updates of a handler are queued, like those of the section that it has
// interrupted.
//
// target: x86_64-xen
// caught-by: lazy_mmu_interrupts.irq_work, lazy_mmu_interrupts.hrtimer, lazy_mmu_interrupts.softirq
//
// files: xen_get_lazy_mode\(void\)$
// in: arch/x86/xen

@@
statement S;
@@
 xen_get_lazy_mode(void)
 {
-	if (!in_task())
-		S
 ...
 }
