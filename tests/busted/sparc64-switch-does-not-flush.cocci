// SPDX-License-Identifier: GPL-2.0-only
// The context switch makes the batch of a section inactive, and does not flush it.
//
// target: sparc64
// caught-by: lazy_mmu_batches.lost
//
// files: ^void tlb_batch_stop\(
// in: arch/sparc/mm

@@
statement S;
@@
 tlb_batch_stop(...)
 {
 ...
-	if (tb->tlb_nr) S
+	tb->tlb_nr = 0;
 ...
 }
