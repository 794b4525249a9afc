// SPDX-License-Identifier: GPL-2.0-only
// The lazy mode is Xen's own: it has names of Xen.
//
// files: paravirt_get_lazy_mode|PARAVIRT_LAZY_|paravirt_(enter|leave)_lazy_mmu
// in: arch/x86/xen

@@ @@
-PARAVIRT_LAZY_MMU
+XEN_LAZY_MMU

@@ @@
-PARAVIRT_LAZY_CPU
+XEN_LAZY_CPU

@@ @@
-paravirt_get_lazy_mode()
+xen_get_lazy_mode()

@@ @@
-paravirt_leave_lazy_mmu()
+leave_lazy(XEN_LAZY_MMU)
