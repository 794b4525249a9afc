// SPDX-License-Identifier: GPL-2.0-only
// A leave does not issue what is queued.
//
// target: x86_64-xen
// caught-by: lazy_mmu_updates.updates_complete
//
// files: xen_leave_lazy_mmu\(
// in: arch/x86/xen

@@ @@
 xen_leave_lazy_mmu(...)
 {
-	xen_flush_lazy_mmu();
 ...
 }
