// SPDX-License-Identifier: GPL-2.0-only
// A fixmap that is set in a section waits for its end.
//
// target: arm64
// caught-by: lazy_mmu_barriers.fixmap, lazy_mmu_barriers.patch_text
//
// files: ^void __set_fixmap\(
// in: arch/arm64/mm

@@ @@
 __set_fixmap(...)
 {
 <...
-emit_pte_barriers()
+queue_pte_barriers()
 ...>
 }
