// SPDX-License-Identifier: GPL-2.0-only
// The leave of a handler flushes the batch of the section that it has interrupted.
//
// target: sparc64
// caught-by: lazy_mmu_interrupts.irq_work, lazy_mmu_interrupts.hrtimer, lazy_mmu_interrupts.softirq
//
// files: arch_flush_lazy_mmu_mode\(void\)
// in: arch/sparc/mm

@@ @@
 arch_flush_lazy_mmu_mode(...)
 {
 ...
-	arch_lazy_mmu_mode_active() && tb->tlb_nr
+	tb->tlb_nr
 ...
 }
