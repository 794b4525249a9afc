// SPDX-License-Identifier: GPL-2.0-only
// A flush only works in a section, as in the stock 6.12: not in a handler, and
// not with the mode off.
//
// target: x86_64-xen
// caught-by: lazy_mmu_xen.flush_from_handler, lazy_mmu_xen.flush_keeps_mode
//
// files: xen_flush_lazy_mmu\(
// in: arch/x86/xen

@@ @@
 xen_leave_lazy_mmu(...)
 {
 ...
-	xen_flush_lazy_mmu();
+	if (xen_mc_pending()) {
+		preempt_disable();
+		xen_mc_flush();
+		preempt_enable();
+	}
 }

@@ @@
 xen_flush_lazy_mmu(void)
 {
+	if (xen_get_lazy_mode() != XEN_LAZY_MMU)
+		return;
 ...
 }
