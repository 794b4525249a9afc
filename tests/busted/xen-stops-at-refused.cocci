// SPDX-License-Identifier: GPL-2.0-only
// The refused update is skipped, but those behind it are lost.
//
// target: x86_64-xen
// caught-by: lazy_mmu_refused.ioremap_first, lazy_mmu_refused.kernel_entries
// caught-by: lazy_mmu_refused.user_entries, lazy_mmu_refused.preempted
// caught-by: lazy_mmu_refused.set_memory
//
// files: mc_go_on\(
// in: arch/x86/xen

@@ @@
 mc_go_on(...)
 {
 <...
-	if (end > i)
-		result = HYPERVISOR_mmu_update(...);
 ...>
 }
