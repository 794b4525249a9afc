// SPDX-License-Identifier: GPL-2.0-only
// A page that user space can only execute is taken for one of the kernel.
//
// target: arm64
// caught-by: lazy_mmu_barriers.user_exec_only
//
// files: pte_valid_not_user\(
// in: arch/arm64/include

@@
expression pte;
@@
 pte_valid_not_user(...)
 {
 ...
-	return !pte_user_exec(pte);
+	return true;
 }
