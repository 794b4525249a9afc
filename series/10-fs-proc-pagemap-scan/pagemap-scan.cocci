// SPDX-License-Identifier: GPL-2.0-only
// The section of the page map scan covers the PTE loops, under the lock.
//
// files: pagemap_scan_pmd_entry
// in: fs/proc

@@
identifier fn = pagemap_scan_pmd_entry;
expression list as;
expression ret, start_pte, pte, ptl, map;
@@
 fn(...)
 {
 ... when any
-arch_enter_lazy_mmu_mode();
 ret = pagemap_scan_thp_entry(as);
-if (ret != -ENOENT) {
-	arch_leave_lazy_mmu_mode();
-	return ret;
-}
+if (ret != -ENOENT)
+	return ret;
 ret = 0;
 start_pte = pte = map;
 if (!pte) {
-	arch_leave_lazy_mmu_mode();
 	...
 }
+
+arch_enter_lazy_mmu_mode();
 ... when any
+arch_leave_lazy_mmu_mode();
 pte_unmap_unlock(start_pte, ptl);
-arch_leave_lazy_mmu_mode();
 ... when any
 }
