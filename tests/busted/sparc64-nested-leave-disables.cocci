// SPDX-License-Identifier: GPL-2.0-only
// The leave of a nested section turns the mode off.
//
// target: sparc64
// caught-by: lazy_mmu_mode.nested, lazy_mmu_updates.batch_grows, lazy_mmu_updates.batch_flushes
//
// files: tlb_batch_end\(
// in: arch/sparc/mm

@@ @@
 arch_leave_lazy_mmu_mode(...)
 {
 ...
-	state == LAZY_MMU_DEFAULT
+	state != LAZY_MMU_INERT
 ...
 }
