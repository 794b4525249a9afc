// SPDX-License-Identifier: GPL-2.0-only
// An update for the last page table but one gets into the last one.
//
// target: x86_64-xen
// caught-by: lazy_mmu_updates.several_tables
//
// files: xen_mc_extend_table\(
// in: arch/x86/xen

@@
symbol b;
identifier t;
@@
 xen_mc_extend_table(...)
 {
 <...
-	t->maddr
+	b->tables[0].maddr
 ...>
 }
