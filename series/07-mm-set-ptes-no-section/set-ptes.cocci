// SPDX-License-Identifier: GPL-2.0-only
// The callers of set_ptes() have sections, not set_ptes() itself.
//
// files: ^\s+arch_enter_lazy_mmu_mode\(\);$
// in: include arch/*/include/* arch/*/mm/*

@@ @@
 set_ptes(...)
 {
 <...
(
-arch_enter_lazy_mmu_mode();
|
-arch_leave_lazy_mmu_mode();
)
 ...>
 }
