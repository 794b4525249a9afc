// SPDX-License-Identifier: GPL-2.0-only
// The entries that vmalloc writes have no barriers.
//
// target: arm64
// caught-by: lazy_mmu_barriers.kernel_entries
//
// files: set_pte_kernel\(
// in: arch/arm64/include

@@
statement queue, issue;
@@
 set_pte_kernel(...)
 {
 ...
-	if (lazy) queue else issue
 }
