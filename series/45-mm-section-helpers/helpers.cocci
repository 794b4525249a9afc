// SPDX-License-Identifier: GPL-2.0-only
// Generic code opens and closes its sections with the generic helpers.
//
// files: arch_(enter|leave)_lazy_mmu_mode\(
// in: mm fs drivers
// expect: 0
// again: . :!arch

@@ @@
-arch_enter_lazy_mmu_mode()
+lazy_mmu_mode_enable()

@@
expression state;
@@
-arch_leave_lazy_mmu_mode(state)
+lazy_mmu_mode_disable(state)

// A leave without a state, as some code has that comes into a ported tree, is
// wrong under either name.
@@ @@
-arch_leave_lazy_mmu_mode()
+lazy_mmu_mode_disable()
