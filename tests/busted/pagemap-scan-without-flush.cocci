// SPDX-License-Identifier: GPL-2.0-only
// A page map scan does not flush the TLB.
//
// target: x86_64-xen
// caught-by: pagemap.while_written_by_threads
//
// files: pagemap_scan_pmd_entry\(
// in: fs/proc

@@
expression e;
@@
 pagemap_scan_pmd_entry(...)
 {
 ... when any
-	if (e)
-		flush_tlb_range(...);
 ... when any
 }
