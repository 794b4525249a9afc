// SPDX-License-Identifier: GPL-2.0-only
// A task sleeps in a section. The context switch has to say so.
//
// target: powerpc
// caught-by: console WARNING: .*__switch_to
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
