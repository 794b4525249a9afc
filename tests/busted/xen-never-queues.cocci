// SPDX-License-Identifier: GPL-2.0-only
// Sections have no effect: updates are never batched.
//
// target: x86_64-xen
// caught-by: lazy_mmu_updates.updates_queued, lazy_mmu_hypercalls.full_section
//
// files: xen_batched_set_pte\(
// in: arch/x86/xen

@@ @@
 xen_batched_set_pte(...)
 {
 ...
-	xen_get_lazy_mode() != XEN_LAZY_MMU
+	true
 ...
 }
