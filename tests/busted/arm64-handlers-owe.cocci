// SPDX-License-Identifier: GPL-2.0-only
// A handler owes barriers, like the section that it has interrupted.
//
// target: arm64
// caught-by: lazy_mmu_interrupts.irq_work, lazy_mmu_interrupts.hrtimer, lazy_mmu_interrupts.softirq
//
// files: arch_lazy_mmu_mode_active\(
// in: arch/arm64/include

@@
expression active;
@@
 arch_lazy_mmu_mode_active(...)
 {
-	return active && in_task();
+	return active;
 }
