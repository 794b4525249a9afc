// SPDX-License-Identifier: GPL-2.0-only
// A handler cannot flush what the interrupted section has queued.
//
// target: x86_64-xen
// caught-by: lazy_mmu_interrupts.flush_in_handler
//
// files: void xen_flush_lazy_mmu\(void\)
// in: arch/x86/xen

@@ @@
 xen_flush_lazy_mmu(void)
 {
+	if (!in_task())
+		return;
 ...
 }
