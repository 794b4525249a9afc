// SPDX-License-Identifier: GPL-2.0-only
// set_memory_*() writes its entries one by one.
//
// target: x86_64-xen
// caught-by: lazy_mmu_set_memory.hypercalls
//
// files: change_page_attr_lazy\(
// in: arch/x86/mm

@@
identifier fn = {change_page_attr_set_clr,change_page_attr_lazy};
@@
 fn(...)
 {
 <...
-	cpu_feature_enabled(X86_FEATURE_XENPV)
+	false
 ...>
 }
