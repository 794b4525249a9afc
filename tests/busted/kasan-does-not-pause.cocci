// SPDX-License-Identifier: GPL-2.0-only
// KASAN populates its shadow without a pause.
//
// target: x86_64-xen
// flavour: kasan
// caught-by: lazy_mmu_hypercalls.kasan_pauses
//
// files: kasan_populate_vmalloc_pte\(
// in: mm/kasan

@@ @@
 kasan_populate_vmalloc_pte(...)
 {
 ...
-	guard(lazy_mmu_pause)();
 ...
 }
