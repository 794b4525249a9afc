// SPDX-License-Identifier: GPL-2.0-only
// vunmap() clears its entries one by one.
//
// target: x86_64-xen
// caught-by: lazy_mmu_hypercalls.vmap_and_vunmap, lazy_mmu_vmalloc.io_memory
//
// files: guard\(vunmap_section\)
// in: mm

@@
identifier fn;
@@
 fn(...)
 {
 ...
-	guard(vunmap_section)();
 ...
 }
