// SPDX-License-Identifier: GPL-2.0-only
// A task sleeps in a section. The context switch has to say so.
//
// target: sparc64
// caught-by: console WARNING: .*tlb_batch_sched_out
//
// files: ^static void enable_disable\(
// in: mm/tests

@@
identifier state;
@@
 enable_disable(...)
 {
 ...
 state = lazy_mmu_mode_enable();
+schedule_timeout_uninterruptible(HZ);
 ...
 }
