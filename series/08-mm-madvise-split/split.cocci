// SPDX-License-Identifier: GPL-2.0-only
// madvise() splits a large folio outside of the lazy MMU section.
//
// files: ^static int madvise_(cold_or_pageout|free)_pte_range\(
// in: mm/madvise.c

@section exists@
identifier fn = {madvise_cold_or_pageout_pte_range,madvise_free_pte_range};
expression start, ptl;
position p;
@@
 fn(...)
 {
 ... when any
 arch_enter_lazy_mmu_mode();
 ... when != arch_leave_lazy_mmu_mode();
 pte_unmap_unlock@p(start, ptl);
 ... when any
 }

@@
expression start, pte, ptl, folio;
identifier split = {split_huge_page,split_folio};
position section.p;
@@
+arch_leave_lazy_mmu_mode();
 pte_unmap_unlock@p(start, ptl);
 if (split(folio)) {
 	...
 	start = pte_offset_map_lock(...);
+	arch_enter_lazy_mmu_mode();
 	...
 }
 ...
 start = pte = pte_offset_map_lock(...);
+arch_enter_lazy_mmu_mode();
 pte--;
