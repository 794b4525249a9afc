// SPDX-License-Identifier: GPL-2.0-only
// What a handler changes is neither batched nor flushed.
// Only in the task of the tests: with stale translations, the machine may die before
// it can report anything.
//
// target: sparc64
// caught-by: lazy_mmu_batches.handler
//
// files: tlb_batch_add_one\(
// in: arch/sparc/mm

@@
expression list how;
@@
 tlb_batch_add_one(...)
 {
 <...
+	if (in_task() || strcmp(current->comm, "kunit_try_catch")) {
 flush_tsb_user_page(how);
 global_flush_tlb_page(...);
+	}
 ...>
 }
