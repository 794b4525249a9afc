// SPDX-License-Identifier: GPL-2.0-only
// vmap() maps its pages one by one.
//
// target: x86_64-xen
// caught-by: lazy_mmu_hypercalls.vmap_and_vunmap
//
// files: vmap_pages_pte_range\(
// in: mm

@@ @@
 vmap_pages_pte_range(...)
 {
 ...
-	guard(vmap_section)();
 ...
 }
