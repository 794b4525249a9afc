// SPDX-License-Identifier: GPL-2.0-only
// mprotect() does not flush the TLB.
//
// target: x86_64-xen
// caught-by: mprotect.while_written_by_a_thread
//
// files: tlb_flush_pte_range\(
// in: mm/mprotect.c

@@
expression list as;
@@
-tlb_flush_pte_range(as);
+;
