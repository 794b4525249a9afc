// SPDX-License-Identifier: GPL-2.0-only
// The entry that is read and queued to be cleared keeps its value.
//
// target: x86_64-xen
// caught-by: lazy_mmu_emulated.get_and_clear_queued
// caught-by: lazy_mmu_emulated.get_and_clear_readonly_queued
// caught-by: lazy_mmu_emulated.get_and_clear_not_present_queued
//
// files: xen_ptep_get_and_clear\(
// in: arch/x86/xen

@@
identifier pte;
@@
 xen_ptep_get_and_clear(...)
 {
 ...
 pte_t pte = ...;
 <...
-	native_make_pte(0)
+	pte
 ...>
 }
