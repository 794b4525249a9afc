// SPDX-License-Identifier: GPL-2.0-only
// The batch is flushed as if it had pages of another size.
// Only in the task of the tests: with stale translations, the machine may die before
// it can report anything.
//
// target: powerpc
// caught-by: lazy_mmu_batches.nested_leave, lazy_mmu_batches.pause, lazy_mmu_batches.leave
//
// files: __flush_tlb_pending\(
// in: arch/powerpc/mm

@@
expression i;
@@
 __flush_tlb_pending(...)
 {
 ...
 i = batch->index;
+	if (!strcmp(current->comm, "kunit_try_catch"))
+		batch->psize = MMU_PAGE_4K;
 ...
 }
