// SPDX-License-Identifier: GPL-2.0-only
// A resume turns the mode on, even if the pause found it off.
//
// target: sparc64
// caught-by: lazy_mmu_mode.pause_when_off, lazy_mmu_mode.pause_nested
//
// files: lazy_mmu_mode_resume\(
// in: include/linux

@@ @@
 lazy_mmu_mode_resume(...)
 {
-	if (!lazy_mmu_state_nested(state))
-		return;
 ...
-	arch_leave_lazy_mmu_mode(state);
 }
