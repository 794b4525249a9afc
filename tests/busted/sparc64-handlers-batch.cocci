// SPDX-License-Identifier: GPL-2.0-only
// A handler adds its flushes to the batch of the section that it has interrupted.
//
// target: sparc64
// caught-by: lazy_mmu_interrupts.irq_work, lazy_mmu_interrupts.hrtimer, lazy_mmu_interrupts.softirq
//
// files: tlb_batch_add_one\(
// in: arch/sparc/mm

@@
symbol tb, current;
@@
 tlb_batch_add_one(...)
 {
 ...
-	unlikely(!in_task()) || READ_ONCE(tb->active) != current
+	READ_ONCE(tb->active) != current
 ...
 }
