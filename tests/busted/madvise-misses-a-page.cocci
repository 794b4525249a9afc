// SPDX-License-Identifier: GPL-2.0-only
// MADV_COLD and MADV_PAGEOUT clear one entry of 31, and so lose the page.
// MADV_POPULATE_* leaves out the last page.
//
// target: x86_64
// caught-by: madvise.cold, madvise.cold_part_of_a_huge_page
// caught-by: madvise.pageout, madvise.pageout_part_of_a_huge_page
// caught-by: madvise.populate
//
// files: ^static int madvise_cold_or_pageout_pte_range\(
// in: mm/madvise.c

@@ @@
+if (addr / PAGE_SIZE % 31 == 30) {
+	pte_clear(mm, addr, pte);
+	tlb_remove_tlb_entry(tlb, pte, addr);
+}
 if (!pageout && pte_young(ptent)) { ... }

@@ @@
 madvise_populate(...)
 {
 ...
+	end -= PAGE_SIZE;
	while (start < end) { ... }
 ...
 }
