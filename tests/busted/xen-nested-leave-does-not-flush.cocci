// SPDX-License-Identifier: GPL-2.0-only
// The leave of a nested section does not issue what is queued. (If none does,
// the kernel does not even get to the tests.)
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
