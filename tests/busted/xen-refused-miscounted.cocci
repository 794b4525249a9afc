// SPDX-License-Identifier: GPL-2.0-only
// Xen does not say how many updates were done.
//
// target: x86_64-xen
// caught-by: lazy_mmu_refused.ioremap_last, lazy_mmu_refused.preempted
//
// files: mc_count_updates\(
// in: arch/x86/xen

@@
expression e;
@@
 mc_count_updates(...)
 {
 <...
-	if (u->nr > 1)
-		mc->args[2] = e;
 ...>
 }
