// SPDX-License-Identifier: GPL-2.0-only
// Mainline's functions for sections and pauses return and take the state.
//
// files: struct lazy_mmu_state \*
// in: include
// for: counters
// expect: 2

@@
typedef lazy_mmu_state_t;
symbol LAZY_MMU_DEFAULT;
identifier f = {lazy_mmu_mode_enable,lazy_mmu_mode_pause};
@@
-void
+lazy_mmu_state_t
 f(void)
 {
+return LAZY_MMU_DEFAULT;
 }

@@
typedef lazy_mmu_state_t;
symbol LAZY_MMU_DEFAULT;
identifier f = {lazy_mmu_mode_enable,lazy_mmu_mode_pause};
@@
-void
+lazy_mmu_state_t
 f(void)
 {
 ... when any
-return;
+return LAZY_MMU_DEFAULT;
 }

@@
typedef lazy_mmu_state_t;
identifier f = {lazy_mmu_mode_disable,lazy_mmu_mode_resume};
@@
 f(
-void
+lazy_mmu_state_t was
 )
 { ... }

// The name of the structure is that of the state now.
@@
identifier x;
expression e;
@@
-struct lazy_mmu_state *x = e;
+struct lazy_mmu_counters *x = e;
