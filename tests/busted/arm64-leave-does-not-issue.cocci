// SPDX-License-Identifier: GPL-2.0-only
// A leave does not issue the pending barriers of the section.
//
// target: arm64
// caught-by: lazy_mmu_barriers.pairs, lazy_mmu_barriers.pause
//
// files: arch_leave_lazy_mmu_mode\(
// in: arch/arm64/include

@@ @@
 arch_leave_lazy_mmu_mode(...)
 {
-	arch_flush_lazy_mmu_mode();
 ...
 }
