// SPDX-License-Identifier: GPL-2.0-only
// Fork reads an entry that it has restored in the same section.
//
// target: x86_64-xen
// flavour: hmm
// caught-by: console WARNING: .*mm/memory\.c
//
// files: try_restore_exclusive_pte\(
// in: mm/memory.c

@@
symbol lazy_mmu_pause;
@@
-guard(lazy_mmu_pause)();
