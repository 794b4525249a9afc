// SPDX-License-Identifier: GPL-2.0-only
// A section is left open on a path of its own: if there was nothing to change.
//
// target: x86_64-xen
// caught-by: console WARNING: .*(syscall_exit_to_user_mode|exit_to_user_mode_prepare)
//
// files: change_pte_range\(
// in: mm/mprotect.c

@@
expression state;
@@
 change_pte_range(...)
 {
 ... when any
-	lazy_mmu_mode_disable(state);
+	if (pages)
+		lazy_mmu_mode_disable(state);
 ... when any
 }
