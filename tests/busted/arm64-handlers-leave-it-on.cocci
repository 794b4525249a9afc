// SPDX-License-Identifier: GPL-2.0-only
// The section of a handler does not put back the mode of the task that it has
// interrupted.
//
// target: arm64
// caught-by: lazy_mmu_interrupts.irq_work_in_pause, lazy_mmu_interrupts.hrtimer_in_pause, lazy_mmu_interrupts.softirq_in_pause
//
// files: void arch_leave_lazy_mmu_mode\(
// in: arch/arm64/include

@@ @@
 arch_leave_lazy_mmu_mode(...)
 {
+	if (!in_task())
+		state = LAZY_MMU_NESTED;
 ...
 }
