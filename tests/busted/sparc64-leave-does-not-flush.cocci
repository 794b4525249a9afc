// SPDX-License-Identifier: GPL-2.0-only
// A leave does not flush the batch.
//
// target: sparc64
// caught-by: lazy_mmu_updates.updates_complete
//
// files: arch_leave_lazy_mmu_mode\(
// in: arch/sparc/mm

@@ @@
 arch_leave_lazy_mmu_mode(...)
 {
 ...
-	if (tb->tlb_nr && state != LAZY_MMU_INERT)
-		tlb_batch_flush(tb);
 ...
 }
