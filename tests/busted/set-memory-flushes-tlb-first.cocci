// SPDX-License-Identifier: GPL-2.0-only
// The section of set_memory_*() ends after the TLB was flushed.
//
// target: x86_64-xen
// caught-by: lazy_mmu_set_memory.used_by_another_cpu
//
// files: change_page_attr_lazy\(
// in: arch/x86/mm

@@ @@
 change_page_attr_set_clr(...)
 {
 ...
+arch_leave_lazy_mmu_mode(LAZY_MMU_DEFAULT);
 return ret;
 }

@@ @@
 change_page_attr_lazy(...)
 {
 ...
-	lazy_mmu_mode_disable(state);
+	(void)state;
 ...
 }
