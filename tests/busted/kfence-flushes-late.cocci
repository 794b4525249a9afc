// SPDX-License-Identifier: GPL-2.0-only
// In a section, KFENCE flushes with the TLB, behind the return for a page that
// becomes accessible.
//
// target: x86_64-xen
// flavour: kfence
// caught-by: lazy_mmu_kfence.objects
//
// files: kfence_protect_page\(
// in: arch/x86/include/asm

@@
expression addr;
@@
 kfence_protect_page(...)
 {
 ...
-	arch_flush_lazy_mmu_mode();
 ...
 flush_tlb_one_kernel(addr);
+	arch_flush_lazy_mmu_mode();
 ...
 }
