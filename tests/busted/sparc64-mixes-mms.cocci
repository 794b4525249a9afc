// SPDX-License-Identifier: GPL-2.0-only
// The batch may have pages of several address spaces, and is flushed for one.
//
// target: sparc64
// caught-by: lazy_mmu_batches.two_mms
//
// files: tlb_batch_add_one\(
// in: arch/sparc/mm

@@
identifier mm;
expression other_size;
@@
 tlb_batch_add_one(...)
 {
 <...
-	unlikely(mm != tb->mm || other_size)
+	unlikely(other_size)
 ...>
 }
