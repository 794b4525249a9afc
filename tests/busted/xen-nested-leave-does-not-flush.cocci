// SPDX-License-Identifier: GPL-2.0-only
// The leave of a nested section does not issue the queued updates. (If no leave
// did, the kernel would die before the tests.)
//
// target: x86_64-xen
// caught-by: lazy_mmu_updates.updates_complete, lazy_mmu_hypercalls.section_with_nested
//
// files: xen_leave_lazy_mmu\(
// in: arch/x86/xen

@@ @@
 xen_leave_lazy_mmu(...)
 {
 ...
-	xen_flush_lazy_mmu();
+	if (state == LAZY_MMU_DEFAULT)
+		xen_flush_lazy_mmu();
 }
