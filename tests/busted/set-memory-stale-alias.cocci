// SPDX-License-Identifier: GPL-2.0-only
// An alias in the kernel image is changed before the queued entry is written.
//
// target: x86_64-xen
// caught-by: lazy_mmu_set_memory.kernel_image
//
// files: cpa_process_alias\(
// in: arch/x86/mm

@@ @@
 cpa_process_alias(...)
 {
 <...
-	arch_flush_lazy_mmu_mode();
+	;
 ...>
 }
