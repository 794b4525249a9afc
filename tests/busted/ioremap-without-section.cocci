// SPDX-License-Identifier: GPL-2.0-only
// ioremap() maps its pages one by one.
//
// target: x86_64-xen
// caught-by: lazy_mmu_vmalloc.io_memory
//
// files: ^static int vmap_pte_range\(
// in: mm

@@ @@
 vmap_pte_range(...)
 {
 ...
-	guard(vmap_section)();
 ...
 }
