// SPDX-License-Identifier: GPL-2.0-only
// Entries of page tables that Xen does not know are queued like all others.
//
// target: x86_64-xen
// caught-by: lazy_mmu_emulated.not_pinned
//
// files: xen_set_pte\(
// in: arch/x86/xen

@@
expression ptep;
statement S;
@@
 xen_set_pte(...)
 {
 ...
-	if (!xen_page_pinned(ptep))
-		S
 ...
 }
