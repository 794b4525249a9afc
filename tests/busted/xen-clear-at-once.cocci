// SPDX-License-Identifier: GPL-2.0-only
// An entry that is read and cleared is always exchanged, which Xen emulates.
//
// target: x86_64-xen
// caught-by: lazy_mmu_emulated.get_and_clear_queued
// caught-by: lazy_mmu_emulated.get_and_clear_readonly_queued
// caught-by: lazy_mmu_emulated.get_and_clear_not_present_queued
// caught-by: lazy_mmu_emulated.unmap_file
//
// files: xen_ptep_get_and_clear\(
// in: arch/x86/xen

@@
expression e;
statement S;
@@
 xen_ptep_get_and_clear(...)
 {
 ...
-	if (e)
-		S
 ...
 }
