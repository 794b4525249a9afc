// SPDX-License-Identifier: GPL-2.0-only
// files: ^static inline pte_t pte_modify\(
// in: arch/x86/include/asm/pgtable.h

@@
@@
 pte_modify(...)
 {
 <...
(
 likely(stays) ? native_make_pte(val) : __pte(val)
|
-__pte(val)
+likely(stays) ? native_make_pte(val) : __pte(val)
)
 ...>
 }
