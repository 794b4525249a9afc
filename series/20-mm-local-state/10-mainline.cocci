// SPDX-License-Identifier: GPL-2.0-only
// Mainline's sections have no state. Here they become those of older trees, which
// the next patch converts; then they get mainline's words back.
//
// files: lazy_mmu_mode_(enable|disable)\(\);
// expect: 0
// again: .

@@ @@
- lazy_mmu_mode_enable();
+ arch_enter_lazy_mmu_mode();

@@ @@
- lazy_mmu_mode_disable();
+ arch_leave_lazy_mmu_mode();
