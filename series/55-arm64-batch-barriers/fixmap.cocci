// SPDX-License-Identifier: GPL-2.0-only
// A fixmap does not wait for the end of a section.
//
// files: ^void __set_fixmap\(
// in: arch/arm64/mm

@@
expression ptep, pte;
@@
 __set_fixmap(...)
 {
 <...
(
-__set_pte(ptep, pte)
+__set_pte_nosync(ptep, pte)
|
-set_pte(ptep, pte)
+__set_pte_nosync(ptep, pte)
)
 ...>
 }
