// SPDX-License-Identifier: GPL-2.0-only
// In a section, KFENCE's changes wait until it ends.
//
// target: x86_64-xen
// flavour: kfence
// caught-by: lazy_mmu_kfence.objects
//
// files: kfence_protect_page\(
// in: arch/x86/include/asm

@@ @@
 kfence_protect_page(...)
 {
 ...
-	arch_flush_lazy_mmu_mode();
 ...
 }
