// SPDX-License-Identifier: GPL-2.0-only
// What an interrupt handler changes is flushed at once, before the code that
// flushes or fills the batch of the task it has interrupted.
//
// files: tlb_batch_add_one\(
// in: arch/sparc

@@
identifier fn = tlb_batch_add_one;
expression tb, nr;
statement flush_batch;
statement list flush_page;
@@
 fn(...)
 {
 ... when any
 nr = tb->tlb_nr;
+if (!tb->active || !in_task()) {
+	flush_page
+}
 if (unlikely(...))
 	flush_batch
-if (!tb->active) {
-	flush_page
-}
 ... when any
 }
