// SPDX-License-Identifier: GPL-2.0-only
// The leave of an inner section turns the mode off, as it does without the
// series.
//
// target: sparc64
// caught-by: lazy_mmu_mode.nested
//
// files: ^void arch_leave_lazy_mmu_mode\(
// in: arch/sparc/mm

@@
typedef lazy_mmu_state_t;
identifier state, tb;
@@
 void arch_leave_lazy_mmu_mode(lazy_mmu_state_t state)
 {
 <...
+tb->active = 0;
 if (state == LAZY_MMU_DEFAULT) {
-tb->active = 0;
 preempt_enable();
 }
 ...>
 }
