// SPDX-License-Identifier: GPL-2.0-only
// The two upper levels of five have no barriers.
//
// target: arm64-max
// caught-by: lazy_mmu_barriers.p4d_level, lazy_mmu_barriers.user_tables
//
// files: void set_(p4d|pgd)\(
// in: arch/arm64/include

@@
identifier f = {set_p4d,set_pgd};
@@
 f(...)
 {
 ...
-	queue_pte_barriers();
 }
