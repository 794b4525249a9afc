// SPDX-License-Identifier: GPL-2.0-only
// The look at the queue, before it is flushed, misses the multicalls.
//
// target: x86_64-xen
// caught-by: lazy_mmu_updates.updates_complete, lazy_mmu_updates.updates_queued
//
// files: xen_mc_pending\(void\)$
// in: arch/x86/xen

@@
expression calls, callbacks;
@@
 xen_mc_pending(void)
 {
-	return calls || callbacks;
+	return callbacks;
 }
