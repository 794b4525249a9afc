// SPDX-License-Identifier: GPL-2.0-only
// A pause flushes, but does not turn the mode off.
//
// target: sparc64
// caught-by: lazy_mmu_mode.pause_resume, lazy_mmu_mode.section_in_pause
//
// files: lazy_mmu_mode_pause\(
// in: include/linux

@@ @@
 lazy_mmu_mode_pause(...)
 {
 ...
-	arch_leave_lazy_mmu_mode(LAZY_MMU_DEFAULT);
+	arch_flush_lazy_mmu_mode();
 ...
 }
