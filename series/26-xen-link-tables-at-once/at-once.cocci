// SPDX-License-Identifier: GPL-2.0-only
// Upper levels are not queued: whatever the mode is, the multicall is issued.
//
// files: ^static void xen_set_pmd_hyper\(
// in: arch/x86/xen

@@
symbol XEN_LAZY_MMU, true;
identifier fn = {xen_set_pmd_hyper,xen_set_pud_hyper,xen_set_p4d,xen_alloc_ptpage,xen_release_ptpage};
@@
 fn(...)
 {
 <...
(
 xen_mc_issue(
-XEN_LAZY_MMU
+0
 );
|
 xen_mc_issue(
-!is_lazy_mmu_mode_active()
+true
 );
)
 ...>
 }
