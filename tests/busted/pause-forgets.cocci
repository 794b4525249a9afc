// SPDX-License-Identifier: GPL-2.0-only
// A pause does not remember that the mode was on.
//
// target: sparc64
// caught-by: lazy_mmu_mode.pause_resume, lazy_mmu_mode.guards, lazy_mmu_updates.batch_grows
//
// files: lazy_mmu_mode_pause\(
// in: include/linux

@@ @@
 lazy_mmu_mode_pause(...)
 {
 ...
-	return state;
+	return LAZY_MMU_DEFAULT;
 }
