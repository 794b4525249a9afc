// SPDX-License-Identifier: GPL-2.0-only
// KASAN unmaps its shadow without a pause.
//
// target: arm64
// flavour: kasan
// caught-by: lazy_mmu_kasan.pauses
//
// files: kasan_depopulate_vmalloc_pte\(
// in: mm/kasan

@@ @@
 kasan_depopulate_vmalloc_pte(...)
 {
 ...
-	guard(lazy_mmu_pause)();
 ...
 }
