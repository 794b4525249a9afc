// SPDX-License-Identifier: GPL-2.0-only
// An entry that was cleared is read in the same section.
//
// target: x86_64-xen
// caught-by: console WARNING: .*(zap_pte_range|unmap_page_range)
//
// files: ^\tbool arm_uffd_pte = false;$
// in: include/linux mm/memory.c

@@
identifier pte;
symbol arm_uffd_pte;
@@
 pte_install_uffd_wp_if_needed(..., pte_t *pte, ...)
 {
 <...
 bool arm_uffd_pte = false;
+WARN_ON_ONCE(!pte_none(ptep_get(pte)));
 ...>
 }

@@
identifier pte;
symbol arm_uffd_pte;
@@
 cond_install_uffd_wp_ptes(..., pte_t *pte, ...)
 {
 <...
 bool arm_uffd_pte = false;
+WARN_ON_ONCE(!pte_none(ptep_get(pte)));
 ...>
 }
