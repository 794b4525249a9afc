// SPDX-License-Identifier: GPL-2.0-only
// What flushes a range of the hash table ends the section of its caller.
//
// target: powerpc
// caught-by: lazy_mmu_batches.hash_table_range, lazy_mmu_batches.hash_table_pmd_range
//
// files: flush_hash_table_(range|pmd_range)\(
// in: arch/powerpc/mm

@@
identifier fn = { __flush_hash_table_range, flush_hash_table_pmd_range };
expression state;
@@
 fn(...)
 {
 <...
 arch_leave_lazy_mmu_mode(
-	state
+	LAZY_MMU_DEFAULT
 )
 ...>
 }
