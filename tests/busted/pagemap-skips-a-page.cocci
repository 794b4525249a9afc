// SPDX-License-Identifier: GPL-2.0-only
// PAGEMAP_SCAN does not protect one entry of 31, nor any huge page, nor what has no
// page table, and takes one present page of 31 for an absent one.
//
// target: x86_64
// caught-by: pagemap.present, pagemap.written, pagemap.written_without_report
// caught-by: pagemap.written_unpopulated, pagemap.written_by_a_child
// caught-by: pagemap.huge_page, pagemap.part_of_a_huge_page
//
// files: ^static void make_uffd_wp_pte\(
// in: fs/proc/task_mmu.c

@@
identifier ptent;
statement S, T;
@@
 make_uffd_wp_pte(...)
 {
+	if (addr / PAGE_SIZE % 31 == 30)
+		return;
	if (pte_present(ptent)) S else T
 }

@@
symbol categories;
@@
 pagemap_page_category(...)
 {
 <...
-	categories |= PAGE_IS_PRESENT;
+	if (addr / PAGE_SIZE % 31 != 30)
+		categories |= PAGE_IS_PRESENT;
 ...>
 }

@@
expression list as;
@@
 pagemap_scan_thp_entry(...)
 {
 <...
-	make_uffd_wp_pmd(as);
 ...>
 }

@@
expression e;
@@
 pagemap_scan_pte_hole(...)
 {
 <...
-	e = uffd_wp_range(...);
+	e = 0;
 ...>
 }
