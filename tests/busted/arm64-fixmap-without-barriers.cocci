// SPDX-License-Identifier: GPL-2.0-only
// A fixmap is set without barriers.
//
// target: arm64
// caught-by: budget fixmap dsb-ishst
//
// files: ^void __set_fixmap\(
// in: arch/arm64/mm

@@ @@
 __set_fixmap(...)
 {
 <...
-emit_pte_barriers();
 ...>
 }
