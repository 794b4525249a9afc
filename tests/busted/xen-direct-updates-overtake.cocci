// SPDX-License-Identifier: GPL-2.0-only
// Updates of a task with bottom halves disabled overtake its queued updates.
//
// target: x86_64-xen
// caught-by: lazy_mmu_updates.updates_in_order
//
// files: xen_get_lazy_mode\(void\)$
// in: arch/x86/xen

@@ @@
 xen_get_lazy_mode(void)
 {
 ...
-	!in_task()
+	in_interrupt()
 ...
 }
