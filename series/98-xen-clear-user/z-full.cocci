// SPDX-License-Identifier: GPL-2.0-only
// files: ^static inline pte_t ptep_get_and_clear_full\(
// in: arch/x86/include/asm/pgtable.h
//
// What page_table_check has to be told is different in each version.

@@
expression mm, addr, ptep, full;
expression list checked;
@@
 ptep_get_and_clear_full(...)
 {
 ...
 if (full) {
 ...
 page_table_check_pte_clear(checked);
 } else {
-	pte = ptep_get_and_clear(mm, addr, ptep);
+	pte = ptep_get_and_clear_lazy(ptep);
+	page_table_check_pte_clear(checked);
 }
 ...
 }
