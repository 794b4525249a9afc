// SPDX-License-Identifier: GPL-2.0-only
// files: ^static void vunmap_pte_range\(
// in: mm/vmalloc.c

@@
expression addr, ptep;
@@
 vunmap_pte_range(...)
 {
 <...
-ptep_get_and_clear(&init_mm, addr, ptep)
+ptep_get_and_clear_kernel(addr, ptep, lazy)
 ...>
 }
