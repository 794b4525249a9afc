// SPDX-License-Identifier: GPL-2.0-only
// A hypercall takes no more updates than in the stock 6.12.
//
// target: x86_64-xen
// caught-by: lazy_mmu_hypercalls.full_section
//
// files: define\s+MC_ARGS\b
// in: arch/x86/xen

@@ @@
-#define MC_ARGS		(PTRS_PER_PTE * sizeof(struct mmu_update) + 1)
+#define MC_ARGS		(MC_BATCH * 16)
