// SPDX-License-Identifier: GPL-2.0-only
// Each level disables preemption, so a pause does not enable it.
//
// target: powerpc
// caught-by: lazy_mmu_mode.nested_preempt_count, lazy_mmu_mode.pause_resume
//
// files: arch_(enter|leave)_lazy_mmu_mode\(
// in: arch/powerpc/include

@@ @@
+preempt_disable();
 return LAZY_MMU_NESTED;

@@
expression off;
@@
 arch_leave_lazy_mmu_mode(...)
 {
 ...
 if (off) {
 ...
-	preempt_enable();
 }
+	preempt_enable();
 }
