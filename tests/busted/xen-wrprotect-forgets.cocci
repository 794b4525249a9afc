// SPDX-License-Identifier: GPL-2.0-only
// The entry that is queued to be write-protected stays writable.
//
// target: x86_64-xen
// caught-by: lazy_mmu_emulated.write_protect_queued
//
// files: xen_ptep_set_wrprotect\(
// in: arch/x86/xen

@@
identifier pte;
@@
 xen_ptep_set_wrprotect(...)
 {
 <...
-	pte_wrprotect(pte)
+	pte
 ...>
 }
