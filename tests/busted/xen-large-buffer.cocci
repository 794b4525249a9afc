// SPDX-License-Identifier: GPL-2.0-only
// A hypercall takes the updates of a whole page table, for which interrupts are
// disabled.
//
// target: x86_64-xen
// caught-by: lazy_mmu_hypercalls.full_section
//
// files: define\s+MC_UPDATES\b
// in: arch/x86/xen

@@
expression bound;
@@
-#define MC_UPDATES bound
+#define MC_UPDATES 512
