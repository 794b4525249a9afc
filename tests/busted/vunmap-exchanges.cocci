// SPDX-License-Identifier: GPL-2.0-only
// vunmap() clears its entries with an exchange, which Xen emulates.
//
// target: x86_64-xen
// caught-by: lazy_mmu_hypercalls.vmap_and_vunmap, lazy_mmu_vmalloc.io_memory
//
// files: ^__vunmap_pte_range\(
// in: mm

@@
expression addr, ptep, lazy;
@@
-	ptep_get_and_clear_kernel(addr, ptep, lazy)
+	ptep_get_and_clear(&init_mm, addr, ptep)
