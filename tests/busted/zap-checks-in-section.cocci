// SPDX-License-Identifier: GPL-2.0-only
// An entry that was cleared is read in the same section.
//
// target: x86_64-xen
// caught-by: console WARNING: .*(zap_pte_range|unmap_page_range)
//
// files: pte_install_uffd_wp_if_needed\(
// in: include/linux

@@
expression pte;
@@
-!is_lazy_mmu_mode_active() && !pte_none(ptep_get(pte))
+!pte_none(ptep_get(pte))
