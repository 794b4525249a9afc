// SPDX-License-Identifier: GPL-2.0-only
// A leave enables preemption although the mode is off already.
//
// target: sparc64
// caught-by: lazy_mmu_batches.leave_when_off, lazy_mmu_batches.lost
//
// files: tlb_batch_end\(
// in: arch/sparc/mm

@@
statement off;
@@
 tlb_batch_end(...)
 {
 ...
-	if (READ_ONCE(tb->active) != current) off
 ...
 }
