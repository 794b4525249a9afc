// SPDX-License-Identifier: GPL-2.0-only
// A TLB flush has its CPU mask behind the operation, and a context switch begins
// without a flush: the load of CR3 is appended to the mask.
//
// target: x86_64-xen
// caught-by: lazy_mmu_xen.switch_after_flush
//
// files: xen_flush_tlb_multi\(|xen_start_context_switch\(
// in: arch/x86/xen
// expect: 2

@@ @@
 xen_flush_tlb_multi(...)
 {
 ...
-	mask = mcs.args;
+	op = mcs.args;
-	op = mcs.args + cpumask_size();
+	mask = mcs.args + sizeof(*op);
 ...
 }

@@ @@
 xen_start_context_switch(...)
 {
 ...
-	xen_mc_flush();
 ...
 }
