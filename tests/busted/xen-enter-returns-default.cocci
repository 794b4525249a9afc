// SPDX-License-Identifier: GPL-2.0-only
// An enter always returns that the mode was off.
//
// target: x86_64-xen
// caught-by: lazy_mmu_mode.nested, lazy_mmu_mode.pause_nested
//
// files: xen_enter_lazy_mmu\(
// in: arch/x86/xen

@@
expression on;
@@
 xen_enter_lazy_mmu(...)
 {
 ...
-	return on ? LAZY_MMU_NESTED : LAZY_MMU_DEFAULT;
+	return LAZY_MMU_DEFAULT;
 }
