// SPDX-License-Identifier: GPL-2.0-only
// An entry is always write-protected by an exchange, which Xen emulates.
//
// target: x86_64-xen
// caught-by: lazy_mmu_emulated.write_protect_queued
//
// files: xen_ptep_set_wrprotect\(
// in: arch/x86/xen

@@
expression e;
@@
 xen_ptep_set_wrprotect(...)
 {
 ...
-	return e;
+	return false && (e);
 }
