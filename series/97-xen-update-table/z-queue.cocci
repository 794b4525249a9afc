// SPDX-License-Identifier: GPL-2.0-only
// files: \bxen_(batched_set_pte|ptep_modify_prot_commit)\(
// in: arch/x86/xen/mmu_pv.c

@@
identifier fn =~ "^xen_(batched_set_pte|ptep_modify_prot_commit)$";
identifier u, how;
expression ptep, pte;
@@
 fn(...)
 {
-struct mmu_update u;
 ...
-u.ptr = virt_to_machine(ptep).maddr | how;
-u.val = pte_val_ma(pte);
-xen_extend_mmu_update(&u);
+xen_queue_pte(ptep, how, pte);
 ...
 }

@@
@@
 xen_batched_set_pte(...)
 {
 ...
 xen_queue_pte(...);
(
-xen_mc_issue(XEN_LAZY_MMU);
+xen_mc_keep();
|
-xen_mc_issue(!is_lazy_mmu_mode_active());
+xen_mc_issue(false);
)
 ...
 }
