// SPDX-License-Identifier: GPL-2.0-only
// Who has the batch of this CPU at hand flushes that.
//
// files: flush_tlb_pending\(\)
// in: arch/sparc/mm/tlb.c

@@
symbol tb;
@@
 tlb_batch_add_one(...)
 {
 <...
-flush_tlb_pending()
+tlb_batch_flush(tb)
 ...>
 }
