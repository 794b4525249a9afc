// SPDX-License-Identifier: GPL-2.0-only
// Where there are generic helpers already, the sections of their users keep them.
//
// files: lazy_mmu_state = arch_enter_lazy_mmu_mode\(\);
// in: mm fs drivers arch/arm64/mm arch/powerpc/mm
// for: counters
// again: yes

@@ @@
-arch_enter_lazy_mmu_mode()
+lazy_mmu_mode_enable()

@@
expression state;
@@
-arch_leave_lazy_mmu_mode(state)
+lazy_mmu_mode_disable(state)
