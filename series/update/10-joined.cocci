// SPDX-License-Identifier: GPL-2.0-only
// A change that came in can add an exit to a section that was converted long ago,
// or open it once more.
//
// files: (arch_(enter|leave)_lazy_mmu_mode|lazy_mmu_mode_(enable|disable))\(\);
// in: .

@exists@
expression s;
@@
  s = lazy_mmu_mode_enable();
  ... when != lazy_mmu_mode_disable(s)
      when != \(arch_enter_lazy_mmu_mode();\|lazy_mmu_mode_enable();\)
(
- arch_leave_lazy_mmu_mode()
+ lazy_mmu_mode_disable(s)
|
- lazy_mmu_mode_disable()
+ lazy_mmu_mode_disable(s)
)

@exists@
expression s;
@@
(
- arch_enter_lazy_mmu_mode();
+ s = lazy_mmu_mode_enable();
|
- lazy_mmu_mode_enable();
+ s = lazy_mmu_mode_enable();
)
  ... when != \(arch_leave_lazy_mmu_mode();\|lazy_mmu_mode_disable();\)
      when != s = lazy_mmu_mode_enable()
  lazy_mmu_mode_disable(s);
