// SPDX-License-Identifier: GPL-2.0-only
// A task with bottom halves disabled passes its own queue: the wrong order.
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
