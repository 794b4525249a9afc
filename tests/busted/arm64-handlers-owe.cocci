// SPDX-License-Identifier: GPL-2.0-only
// A handler leaves barriers pending, like the section that it has interrupted.
//
// target: arm64
// caught-by: lazy_mmu_interrupts.irq_work, lazy_mmu_interrupts.hrtimer, lazy_mmu_interrupts.softirq
//
// files: sync_table_walkers\(
// in: arch/arm64/include

@@
expression mode;
statement S;
@@
 sync_table_walkers(...)
 {
 ...
-	if (mode && likely(in_task()))
+	if (mode)
 		S
 ...
 }
