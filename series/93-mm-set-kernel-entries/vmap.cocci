// SPDX-License-Identifier: GPL-2.0-only
// files: set_pte_at\(&init_mm,
// in: mm/vmalloc.c
//
// The functions that have the section. vmap_pfn_apply() is called for each entry, in
// the section of apply_to_page_range(), and stays as it is.

@@
identifier fn =~ "^(vmap_pte_range|vmap_pages_pte_range)$";
expression addr, ptep, pte;
@@
fn(...)
{
<...
-set_pte_at(&init_mm, addr, ptep, pte)
+set_pte_kernel(addr, ptep, pte, lazy)
...>
}
