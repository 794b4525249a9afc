// SPDX-License-Identifier: GPL-2.0-only
// The flush gets another place and another body.
//
// files: ^void arch_flush_lazy_mmu_mode\(void\)$
// in: arch/sparc/mm
// for: counters

@@ @@
-void arch_flush_lazy_mmu_mode(void)
-{
-...
-}
