// SPDX-License-Identifier: GPL-2.0-only
// set_memory_*() fails for entries that Xen has refused long before.
//
// target: x86_64-xen
// caught-by: lazy_mmu_refused.set_memory
//
// files: change_page_attr_lazy\(
// in: arch/x86/mm

@@ @@
 change_page_attr_lazy(...)
 {
 ...
-	clear_thread_flag(TIF_UPDATE_REFUSED);
 ...
 }
