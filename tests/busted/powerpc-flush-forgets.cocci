// SPDX-License-Identifier: GPL-2.0-only
// The batch is emptied, but nothing is flushed.
// Only in the task of the tests: with stale translations, the machine may die before
// it can report anything.
//
// target: powerpc
// caught-by: lazy_mmu_batches.nested_leave, lazy_mmu_batches.pause, lazy_mmu_batches.leave, lazy_mmu_batches.flush
//
// files: __flush_tlb_pending\(
// in: arch/powerpc/mm

@@
identifier i;
statement S1, S2;
@@
 __flush_tlb_pending(...)
 {
 ...
+	if (strcmp(current->comm, "kunit_try_catch")) {
 if (i == 1) S1 else S2
+	}
 ...
 }
