// SPDX-License-Identifier: GPL-2.0-only
// In a section, KFENCE only flushes when it makes a page accessible.
//
// target: x86_64-xen
// flavour: kfence
// caught-by: lazy_mmu_kfence.objects
//
// files: kfence_protect_page\(
// in: arch/x86/include/asm

@@
identifier protect;
@@
 kfence_protect_page(..., bool protect)
 {
 ...
-	arch_flush_lazy_mmu_mode();
+	if (!protect)
+		arch_flush_lazy_mmu_mode();
 ...
 }
