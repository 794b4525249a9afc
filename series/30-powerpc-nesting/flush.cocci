// SPDX-License-Identifier: GPL-2.0-only
// The flush gets another place and another body.
//
// files: ^static inline void arch_flush_lazy_mmu_mode\(void\)$
// in: arch/powerpc/include
// for: counters

@@ @@
-static inline void arch_flush_lazy_mmu_mode(void)
-{
-...
-}
