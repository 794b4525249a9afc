// SPDX-License-Identifier: GPL-2.0-only
// mremap() does not flush the TLB.
//
// target: x86_64
// caught-by: mremap.while_written_by_a_thread, mremap.tables_while_written_by_a_thread
//
// files: flush_tlb_range\(
// in: mm/mremap.c

@@
expression list as;
@@
-flush_tlb_range(as);
+;
