// SPDX-License-Identifier: GPL-2.0-only
// vmap() does not open a section where there is one, but closes one all the same.
//
// target: x86_64-xen
// caught-by: lazy_mmu_vmalloc.mapped_in_sections
//
// files: ^static __always_inline lazy_mmu_state_t vmalloc_section_begin
// in: mm

@@
expression gain;
@@
 vmalloc_section_begin(...)
 {
-	return gain ? lazy_mmu_mode_enable() : LAZY_MMU_DEFAULT;
+	if (!gain || is_lazy_mmu_mode_active())
+		return LAZY_MMU_DEFAULT;
+	return lazy_mmu_mode_enable();
 }
