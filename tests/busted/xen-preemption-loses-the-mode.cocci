// SPDX-License-Identifier: GPL-2.0-only
// A task that is preempted in a section before it has queued anything is not in a
// section any more.
//
// target: x86_64-xen
// caught-by: lazy_mmu_stress.preempted_anywhere
//
// files: void xen_start_context_switch\(struct
// in: arch/x86/xen/*.c

@@
identifier prev;
@@
 xen_start_context_switch(struct task_struct *prev)
 {
+	if (!xen_mc_pending())
+		task_thread_info(prev)->status &= ~TS_LAZY_MMU;
 ...
 }
