// SPDX-License-Identifier: GPL-2.0-only
// A new task starts with the pending barriers of its parent.
//
// target: arm64
// caught-by: lazy_mmu_tasks.new_task
//
// files: lazy_mmu_pending
// in: arch/arm64/kernel

@@
expression task;
@@
-	task_thread_info(task)->lazy_mmu_pending = false;
