// SPDX-License-Identifier: GPL-2.0-only
// A leave that still has no argument ends a section that was opened elsewhere,
// at any depth.
//
// Not for code that comes into a ported tree: there, it would end all sections
// around it. Such code is not to compile until somebody has looked at it.
//
// files: arch_leave_lazy_mmu_mode\(\)
// expect: 0

@@
symbol LAZY_MMU_DEFAULT;
@@
  arch_leave_lazy_mmu_mode(
+ LAZY_MMU_DEFAULT
  );
