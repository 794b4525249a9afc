// SPDX-License-Identifier: GPL-2.0-only
// A tree may have sections in vmalloc already, from mainline. They become guards,
// like those of other trees, so that no error path can leave them open.
//
// files: ^(static )?(int|void) (vmap_pages|vmap|vunmap)_pte_range\(
// in: mm/vmalloc.c
// expect: 0
// say: mm/vmalloc.c has sections of its own: they are replaced by guards
// again: yes

@@
identifier fn = {vmap_pte_range,vunmap_pte_range,vmap_pages_pte_range};
identifier state;
typedef lazy_mmu_state_t;
@@
 fn(...)
 {
-lazy_mmu_state_t state;
 <...
(
-state = lazy_mmu_mode_enable();
|
-lazy_mmu_mode_disable(state);
)
 ...>
 }
