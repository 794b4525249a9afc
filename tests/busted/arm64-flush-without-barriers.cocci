// SPDX-License-Identifier: GPL-2.0-only
// The flush of a section clears what is pending and executes no barrier.
//
// target: arm64
// caught-by: budget section-512 dsb-ishst
//
// files: flush_pte_barriers\(
// in: arch/arm64/mm

@@ @@
 flush_pte_barriers(...)
 {
 ...
-	emit_pte_barriers();
 }
