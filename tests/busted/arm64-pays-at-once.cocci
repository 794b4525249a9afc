// SPDX-License-Identifier: GPL-2.0-only
// Sections have no effect: each entry issues its own barriers.
//
// target: arm64
// caught-by: lazy_mmu_barriers.pairs, lazy_mmu_barriers.upper_levels
//
// files: sync_table_walkers\(
// in: arch/arm64/include

@@
expression active;
statement S;
@@
 sync_table_walkers(...)
 {
 ...
-	if (active)
+	if (active && false)
 		S
 ...
 }
