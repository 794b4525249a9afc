// SPDX-License-Identifier: GPL-2.0-only
// mremap() allocates its page tables in a section.
//
// target: arm64
// caught-by: console WARNING: .*__might_sleep
//
// files: move_page_tables\(
// in: mm/mremap.c

@@ @@
+static int pte_alloc_in_section(struct mm_struct *mm, pmd_t *pmd)
+{
+	lazy_mmu_state_t state = lazy_mmu_mode_enable();
+	int err = pte_alloc(mm, pmd);
+
+	lazy_mmu_mode_disable(state);
+	return err;
+}
+
 move_page_tables(...)
 {
 ...
 }

@@
expression mm, pmd;
@@
 move_page_tables(...)
 {
 <...
-	pte_alloc(mm, pmd)
+	pte_alloc_in_section(mm, pmd)
 ...>
 }
