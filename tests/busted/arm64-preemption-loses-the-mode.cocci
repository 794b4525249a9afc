// SPDX-License-Identifier: GPL-2.0-only
// A task that is preempted in a section before a barrier is pending is not in a
// section any more.
//
// target: arm64
// caught-by: lazy_mmu_stress.preempted_anywhere
//
// files: __switch_to\(struct task_struct \*prev
// in: arch/arm64/kernel

@@
identifier prev, next;
@@
 __switch_to(struct task_struct *prev, struct task_struct *next)
 {
 ...
+	if (!task_thread_info(prev)->lazy_mmu_pending)
+		task_thread_info(prev)->lazy_mmu = LAZY_MMU_DEFAULT;
 	fpsimd_thread_switch(next);
 ...
 }
