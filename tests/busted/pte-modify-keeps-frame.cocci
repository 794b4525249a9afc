// SPDX-License-Identifier: GPL-2.0-only
// An entry that becomes not present keeps the number of the machine frame, which
// is that of another page to the kernel.
//
// target: x86_64-xen
// caught-by: lazy_mmu_emulated.protection
//
// files: ^static inline pte_t pte_modify\(
// in: arch/x86/include/asm/pgtable.h

@@
expression a, b;
@@
 pte_modify(...)
 {
 <...
-	a & b & _PAGE_PRESENT
+	a & _PAGE_PRESENT
 ...>
 }
