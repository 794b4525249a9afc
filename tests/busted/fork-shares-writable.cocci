// SPDX-License-Identifier: GPL-2.0-only
// fork() leaves pages writable for parent and child. Only what the workloads map,
// which asks for small pages or for huge ones: process 1 has to keep its stack.
//
// target: x86_64
// caught-by: fork.copy_on_write, fork.chain, fork.many, fork.huge_page
//
// files: wrprotect_ptes\(|pmdp_set_wrprotect\(
// in: mm/memory.c mm/huge_memory.c
// expect: 2

@@
expression vma, pte;
@@
 __copy_present_ptes(...)
 {
 <...
-	is_cow_mapping(vma->vm_flags) && pte_write(pte)
+	is_cow_mapping(vma->vm_flags) && pte_write(pte) &&
+	!(vma->vm_flags & (VM_NOHUGEPAGE | VM_HUGEPAGE))
 ...>
 }

@@
expression pmd;
expression list as;
@@
 copy_huge_pmd(...)
 {
 ... when any
-	pmdp_set_wrprotect(as);
 ... when any
-	pmd = pmd_wrprotect(pmd);
 ... when any
 }
