// SPDX-License-Identifier: GPL-2.0-only
// A section of an NMI flushes what the interrupted code is queueing.
//
// target: x86_64-xen
// caught-by: lazy_mmu_xen.nmi
//
// files: void xen_flush_lazy_mmu\(void\)
// in: arch/x86/xen

@@ @@
-in_nmi()
+false
