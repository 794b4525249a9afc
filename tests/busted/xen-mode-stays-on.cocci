// SPDX-License-Identifier: GPL-2.0-only
// The leave of the outermost section, or of a pause, leaves the mode on.
//
// target: x86_64-xen
// caught-by: lazy_mmu_mode.enable_disable, lazy_mmu_mode.pause_resume
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
-		S
 }
