// SPDX-License-Identifier: GPL-2.0-only
// An instruction that is patched in a section goes to the page patched before.
//
// target: powerpc
// caught-by: lazy_mmu_batches.patch_text
//
// files: ^static int __do_patch_mem\(
// in: arch/powerpc/lib

@@
@@
 __do_patch_mem(...)
 {
 ...
-	arch_flush_lazy_mmu_mode();
 ...
 }
