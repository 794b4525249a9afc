// SPDX-License-Identifier: GPL-2.0-only
// A page table that is allocated in a section is not linked before its end, as
// in the stock 6.12.
//
// target: x86_64-xen
// caught-by: lazy_mmu_xen.new_table
//
// files: xen_set_pmd_hyper\(
// in: arch/x86/xen

@@ @@
 xen_set_pmd_hyper(...)
 {
 ...
-	xen_mc_issue(0);
+	xen_mc_issue(XEN_LAZY_MMU);
 ...
 }
