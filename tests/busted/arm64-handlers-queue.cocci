// SPDX-License-Identifier: GPL-2.0-only
// A handler leaves barriers pending, like the section that it has interrupted.
//
// target: arm64
// caught-by: lazy_mmu_interrupts.irq_work, lazy_mmu_interrupts.hrtimer, lazy_mmu_interrupts.softirq
//
// files: __queue_pte_barriers\(
// in: arch/arm64/include

@@
expression mode;
@@
 __queue_pte_barriers(...)
 {
 <...
-	mode && in_task()
+	mode
 ...>
 }
