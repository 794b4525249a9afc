// SPDX-License-Identifier: GPL-2.0-only
// The accessed bit is always cleared by a locked instruction, which Xen emulates.
//
// target: x86_64-xen
// caught-by: lazy_mmu_emulated.make_old_queued
//
// files: xen_ptep_mkold\(
// in: arch/x86/xen

@@
expression e;
@@
 xen_ptep_mkold(...)
 {
 ...
-	return e;
+	return false && (e);
 }
