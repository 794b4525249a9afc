// SPDX-License-Identifier: GPL-2.0-only
// A section is left twice.
//
// target: x86_64-xen
// caught-by: console WARNING: .*xen_leave_lazy_mmu
//
// files: move_ptes\(
// in: mm/mremap.c

@@
expression state;
@@
 move_ptes(...)
 {
 ... when any
 	lazy_mmu_mode_disable(state);
+	lazy_mmu_mode_disable(state);
 ... when any
 }
