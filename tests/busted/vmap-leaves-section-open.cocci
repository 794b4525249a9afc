// SPDX-License-Identifier: GPL-2.0-only
// vmap() does not close its section when it finds a hole in the array.
//
// target: x86_64-xen
// caught-by: lazy_mmu_vmalloc.hole
//
// files: vmap_pages_pte_range\(
// in: mm

@@
identifier err;
@@
 vmap_pages_pte_range(...)
 {
 ...
-	guard(vmap_section)();
+	lazy_mmu_state_t state = lazy_mmu_mode_enable();
 ...
+	if (err != -ENOMEM)
+		lazy_mmu_mode_disable(state);
 return err;
 }
