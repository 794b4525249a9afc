// SPDX-License-Identifier: GPL-2.0-only
// The section of a handler does not put back the mode of the task that it has
// interrupted.
//
// target: x86_64-xen
// caught-by: lazy_mmu_interrupts.irq_work_in_pause, lazy_mmu_interrupts.hrtimer_in_pause, lazy_mmu_interrupts.softirq_in_pause
//
// files: void xen_leave_lazy_mmu\(lazy_mmu_state_t
// in: arch/x86/xen

@@ @@
 xen_leave_lazy_mmu(...)
 {
+	if (!in_task())
+		state = LAZY_MMU_NESTED;
 ...
 }
