// SPDX-License-Identifier: GPL-2.0-only
// Sections have no effect: each entry issues its own barriers.
//
// target: arm64
// caught-by: lazy_mmu_barriers.pairs, lazy_mmu_barriers.upper_levels, lazy_mmu_barriers.user_tables, lazy_mmu_barriers.pause
//
// files: __queue_pte_barriers\(
// in: arch/arm64/include

@@
expression mode;
@@
 __queue_pte_barriers(...)
 {
 <...
-	mode && in_task()
+	mode && false
 ...>
 }
