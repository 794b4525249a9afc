// SPDX-License-Identifier: GPL-2.0-only
// A handler adds its flushes to the batch of the section that it has interrupted.
//
// target: powerpc
// caught-by: lazy_mmu_interrupts.irq_work, lazy_mmu_interrupts.hrtimer, lazy_mmu_interrupts.softirq
//
// files: hpte_need_flush\(
// in: arch/powerpc/mm

@@
expression active;
@@
 hpte_need_flush(...)
 {
 ...
-	!active || !in_task()
+	!active
 ...
 }
