// SPDX-License-Identifier: GPL-2.0-only
// A hypercall takes no more updates than in the stock 6.12.
//
// target: x86_64-xen
// caught-by: lazy_mmu_hypercalls.full_section, hypercalls.mprotect_4096
//
// files: define\s+MC_UPDATES\b
// in: arch/x86/xen

@@
expression bound;
@@
-#define MC_UPDATES bound
+#define MC_UPDATES 31
