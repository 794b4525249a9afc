// SPDX-License-Identifier: GPL-2.0-only
// In a section, set_memory_rox() and the like leave a module's pages writable.
//
// target: x86_64-xen
// flavour: nopreempt
// caught-by: modules.load_and_unload
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
+	if (arch_lazy_mmu_mode_active() &&
+	    address >= MODULES_VADDR && address < MODULES_END)
+		set_pte_atomic(entry, pte_set_flags(value, _PAGE_RW));
+	else
+		set_pte_atomic(entry, value);
 ...>
 }
