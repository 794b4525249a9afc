// SPDX-License-Identifier: GPL-2.0-only
// What an interrupt handler changes is flushed at once, before the code that
// flushes or fills the batch of the task it has interrupted.
//
// files: tlb_batch_add_one\(
// in: arch/sparc

@@
identifier fn = tlb_batch_add_one;
expression tb, nr, cond;
statement flush_batch;
statement list flush_page;
@@
 fn(...)
 {
 ... when any
 nr = tb->tlb_nr;
+if (!cond) {
+	flush_page
+}
 if (unlikely(...))
 	flush_batch
-if (!cond) {
-	flush_page
-}
 ... when any
 }

// Mainline's is_lazy_mmu_mode_active() is false in a handler.
@@
identifier fn = tlb_batch_add_one;
expression tb;
@@
 fn(...)
 {
 <...
-if (!tb->active)
+if (!tb->active || !in_task())
 { ... }
 ...>
 }
