// SPDX-License-Identifier: GPL-2.0-only
// Sections are there, but each entry pays for its barriers.
//
// target: arm64
// caught-by: lazy_mmu_barriers.pairs, lazy_mmu_barriers.upper_levels
//
// files: sync_table_walkers\(
// in: arch/arm64/include

@@
statement S;
@@
 sync_table_walkers(...)
 {
-	if (arch_lazy_mmu_mode_active())
-		S
 ...
 }
