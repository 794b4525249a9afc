// SPDX-License-Identifier: GPL-2.0-only
// A new task starts with the mode of its parent.
//
// target: x86_64-xen
// caught-by: lazy_mmu_tasks.new_task
//
// files: TS_LAZY_MMU
// in: arch/x86/kernel

@@
expression p;
@@
-	task_thread_info(p)->status &= ~TS_LAZY_MMU;
