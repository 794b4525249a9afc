// SPDX-License-Identifier: GPL-2.0-only
// A leave enables preemption although the mode is off already.
//
// target: sparc64
// caught-by: lazy_mmu_batches.leave_when_off, lazy_mmu_batches.lost
//
// files: arch_leave_lazy_mmu_mode\(
// in: arch/sparc/mm

@@
expression owner;
@@
 arch_leave_lazy_mmu_mode(...)
 {
 ...
-	state == LAZY_MMU_DEFAULT && owner
+	state == LAZY_MMU_DEFAULT
 ...
 }
