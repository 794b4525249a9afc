// SPDX-License-Identifier: GPL-2.0-only
// Who has the batch of this CPU at hand flushes that.
//
// files: flush_tlb_pending\(\)
// in: arch/sparc/mm/tlb.c

@@
identifier fn = { tlb_batch_add_one, arch_leave_lazy_mmu_mode };
symbol tb;
@@
 fn(...)
 {
 <...
-flush_tlb_pending()
+tlb_batch_flush(tb)
 ...>
 }
