// SPDX-License-Identifier: GPL-2.0-only
// The flag that something is queued is never cleared: each section flushes.
//
// target: x86_64-xen
// caught-by: lazy_mmu_hypercalls.empty_section
//
// files: __this_cpu_write\(xen_mc_queued, false\)
// in: arch/x86/xen

@@ @@
 xen_mc_flush(void)
 {
 <...
-	__this_cpu_write(xen_mc_queued, false);
 ...>
 }
