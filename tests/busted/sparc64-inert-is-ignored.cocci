// SPDX-License-Identifier: GPL-2.0-only
// The leave of a handler flushes the batch of the section that it has interrupted.
//
// target: sparc64
// caught-by: lazy_mmu_interrupts.irq_work, lazy_mmu_interrupts.hrtimer, lazy_mmu_interrupts.softirq
//
// files: arch_leave_lazy_mmu_mode\(
// in: arch/sparc/mm

@@ @@
 arch_leave_lazy_mmu_mode(...)
 {
 ...
-	tb->tlb_nr && state != LAZY_MMU_INERT
+	tb->tlb_nr
 ...
 }
