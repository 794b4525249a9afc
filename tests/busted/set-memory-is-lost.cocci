// SPDX-License-Identifier: GPL-2.0-only
// In a section, set_memory_ro() and the like change nothing.
//
// target: x86_64-xen
// caught-by: lazy_mmu_set_memory.vmalloc_area, lazy_mmu_set_memory.kernel_image
//
// files: ^static int __change_page_attr\(
// in: arch/x86/mm/pat

@@
expression entry, value;
@@
 __change_page_attr(...)
 {
 <...
-	set_pte_atomic(entry, value);
+	if (!arch_lazy_mmu_mode_active())
+		set_pte_atomic(entry, value);
 ...>
 }
