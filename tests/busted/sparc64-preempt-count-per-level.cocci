// SPDX-License-Identifier: GPL-2.0-only
// Each level disables preemption, so a pause does not enable it.
//
// target: sparc64
// caught-by: lazy_mmu_mode.nested_preempt_count, lazy_mmu_mode.pause_resume
//
// files: arch_(enter|leave)_lazy_mmu_mode\(
// in: arch/sparc/mm

@@ @@
+preempt_disable();
 return LAZY_MMU_NESTED;

@@ @@
 tlb_batch_end(...)
 {
 ...
-	preempt_enable();
 }

@@ @@
 arch_leave_lazy_mmu_mode(...)
 {
 ...
 if (...) { ... } else if (...) { ... }
+	if (state != LAZY_MMU_INERT)
+		preempt_enable();
 }
