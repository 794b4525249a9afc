// SPDX-License-Identifier: GPL-2.0-only
// What an interrupt handler updates is queued like what it has interrupted.
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
