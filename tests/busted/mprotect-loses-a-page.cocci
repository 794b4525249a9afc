// SPDX-License-Identifier: GPL-2.0-only
// mprotect() takes one entry of 31 away, to change it, and does not put it back.
// Pages of programs are left alone: process 1 would lose its relocations.
//
// target: x86_64
// caught-by: mprotect.while_read_by_a_thread, mprotect.toggle
//
// files: ptep_modify_prot_commit\(
// in: mm/mprotect.c

@@
expression vma, addr;
expression list as;
@@
 change_pte_range(...)
 {
 <...
-	ptep_modify_prot_commit(vma, addr, as);
+	if (!vma_is_anonymous(vma) || addr / PAGE_SIZE % 31 != 30)
+		ptep_modify_prot_commit(vma, addr, as);
 ...>
 }
