// SPDX-License-Identifier: GPL-2.0-only
// munmap() and MADV_DONTNEED leave one entry of 31 as it is, and the last one of
// a batch. The end of a process still clears all: a page of the page cache that
// stays mapped would end the kernel.
//
// target: x86_64
// caught-by: munmap.all_of_it, munmap.every_second_page, munmap.map_again, munmap.shared_file
// caught-by: munmap.part_of_a_huge_page
// caught-by: madvise.dontneed, madvise.dontneed_every_second_page
// caught-by: madvise.dontneed_part_of_a_huge_page, madvise.free
// caught-by: madvise.free_part_of_a_huge_page, madvise.swapped_out_entries
// caught-by: madvise.swapped_out_pages_of_a_file, mremap.grow_and_shrink
//
// files: ^static unsigned long zap_pte_range\(
// in: mm/memory.c

@@
identifier i;
@@
 zap_pte_range(...)
 {
 <...
	i = 1;
+	if (!tlb->fullmm && addr / PAGE_SIZE % 31 == 30)
+		continue;
 ...>
 }

@@
symbol rss;
expression e, mm, addr, pte;
identifier i;
@@
 zap_pte_range(...)
 {
 <...
(
-	rss[MM_SWAPENTS] -= i;
+	rss[MM_SWAPENTS] -= i - (i > 1 && !tlb->fullmm);
|
-	free_swap_and_cache_nr(e, i);
+	free_swap_and_cache_nr(e, i - (i > 1 && !tlb->fullmm));
|
-	clear_not_present_full_ptes(mm, addr, pte, i,
+	clear_not_present_full_ptes(mm, addr, pte, i - (i > 1 && !tlb->fullmm),
				    ...);
)
 ...>
 }

@@
expression a, b, c, d, e, f;
identifier i;
@@
 zap_present_ptes(...)
 {
 <...
	i = folio_pte_batch(...);
-	zap_present_folio_ptes(a, b, c, d, e, f, i,
+	zap_present_folio_ptes(a, b, c, d, e, f, i - (i > 1 && !tlb->fullmm),
			       ...);
 ...>
 }
