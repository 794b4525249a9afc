// SPDX-License-Identifier: GPL-2.0-only
// The leave of a handler flushes the batch of the section that it has interrupted.
//
// target: sparc64
// caught-by: lazy_mmu_interrupts.irq_work, lazy_mmu_interrupts.hrtimer, lazy_mmu_interrupts.softirq
//
// files: ^void arch_leave_lazy_mmu_mode\(
// in: arch/sparc/mm

@@ @@
 arch_leave_lazy_mmu_mode(...)
 {
 <...
-	state != LAZY_MMU_INERT && raw_cpu_read(tlb_batch.tlb_nr)
+	raw_cpu_read(tlb_batch.tlb_nr)
 ...>
 }

@@ @@
 arch_leave_lazy_mmu_mode(...)
 {
 <...
-	arch_flush_lazy_mmu_mode();
+	tlb_batch_flush(raw_cpu_ptr(&tlb_batch));
 ...>
 }
