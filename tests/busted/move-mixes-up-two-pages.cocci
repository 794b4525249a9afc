// SPDX-License-Identifier: GPL-2.0-only
// mremap() puts one page of 31 where the page before belongs, and that one in its
// place, and loses one page table of two. The stack of a new program is left alone:
// nothing would start.
//
// target: x86_64
// caught-by: mremap.move, mremap.move_page_tables, mremap.move_shared
// caught-by: mremap.many_times, mremap.onto_a_mapping, mremap.dontunmap
// caught-by: mremap.grow_and_shrink, mremap.part_of_a_huge_page
// caught-by: madvise.swapped_out_entries
//
// files: ^static int move_ptes\(
// in: mm/mremap.c

@@
expression mm, addr, ptep, pte;
@@
 move_ptes(...)
 {
 <...
	set_pte_at(mm, addr, ptep, pte);
+	if (addr / PAGE_SIZE % 31 == 30 && old_addr > old_end - len &&
+	    !vma_is_temporary_stack(vma)) {
+		set_pte_at(mm, addr, ptep, ptep_get(ptep - 1));
+		set_pte_at(mm, addr - PAGE_SIZE, ptep - 1, pte);
+	}
 ...>
 }

@@
expression list as;
@@
 move_normal_pmd(...)
 {
 <...
-	pmd_populate(as);
+	if (new_addr / PMD_SIZE % 2)
+		pmd_populate(as);
 ...>
 }
