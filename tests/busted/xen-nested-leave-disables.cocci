// SPDX-License-Identifier: GPL-2.0-only
// The leave of a nested section turns the mode off.
//
// target: x86_64-xen
// caught-by: lazy_mmu_mode.nested, lazy_mmu_updates.updates_queued
//
// files: xen_leave_lazy_mmu\(
// in: arch/x86/xen

@@
statement S;
@@
 xen_leave_lazy_mmu(...)
 {
 ...
-	if (state == LAZY_MMU_DEFAULT)
	S
 ...
 }
