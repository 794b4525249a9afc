// SPDX-License-Identifier: GPL-2.0-only
// The call may be in the scope of a lock.
//
// files: ^static int change_page_attr_set_clr\(
// in: arch/x86/mm/pat
// for: counters

@@
iterator name scoped_guard;
identifier cpa;
@@
 change_page_attr_set_clr(...)
 {
 <...
-__change_page_attr_set_clr(&cpa, 1)
+change_page_attr_lazy(&cpa)
 ...>
 }
