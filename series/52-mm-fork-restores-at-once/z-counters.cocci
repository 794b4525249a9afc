// SPDX-License-Identifier: GPL-2.0-only
// Without the helpers of the stateful API, a pause is mainline's.
//
// files: ^\tlazy_mmu_mode_enable\(\);$
// in: mm/memory.c
// for: counters
// expect: 0

@@
symbol lazy_mmu_pause;
expression list args;
@@
 try_restore_exclusive_pte(...)
 {
 <...
-guard(lazy_mmu_pause)();
-restore_exclusive_pte(args);
+lazy_mmu_mode_pause();
+restore_exclusive_pte(args);
+lazy_mmu_mode_resume();
 ...>
 }
