// SPDX-License-Identifier: GPL-2.0-only
// The TLB for instructions is not flushed.
//
// target: sparc64
// caught-by: lazy_mmu_batches.two_mms
//
// files: tlb_batch_add_one\(
// in: arch/sparc/mm

@@ @@
 tlb_batch_add_one(...)
 {
 ...
-	vaddr |= exec;
 ...
 }
