// SPDX-License-Identifier: GPL-2.0-only
// The section of a page map scan covers the split of a huge page.
//
// target: arm64
// caught-by: console WARNING: .*__might_sleep
//
// files: pagemap_scan_pmd_entry\(
// in: fs/proc

@@
expression ret;
expression list as;
@@
 pagemap_scan_pmd_entry(...)
 {
 ... when any
+	lazy_mmu_state = lazy_mmu_mode_enable();
 	ret = pagemap_scan_thp_entry(as);
+	lazy_mmu_mode_disable(lazy_mmu_state);
 ... when any
 }
