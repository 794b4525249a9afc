// SPDX-License-Identifier: GPL-2.0-only
//
// files: ^\tpte_clear\(&init_mm,
// in: arch/powerpc/lib/code-patching.c

@@
expression addr, ptep;
@@
 pte_clear(&init_mm, addr, ptep);
+/* In a section, the hash MMU has only queued the flush. */
+arch_flush_lazy_mmu_mode();
 flush_tlb_kernel_range(...);
