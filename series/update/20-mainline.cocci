// SPDX-License-Identifier: GPL-2.0-only
// Mainline's sections have no state. Here they become those of older trees, which
// the patches of the steps convert.
//
// files: lazy_mmu_mode_(enable|disable)\(\);

@@ @@
- lazy_mmu_mode_enable();
+ arch_enter_lazy_mmu_mode();

@@ @@
- lazy_mmu_mode_disable();
+ arch_leave_lazy_mmu_mode();
