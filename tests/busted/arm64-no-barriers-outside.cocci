// SPDX-License-Identifier: GPL-2.0-only
// An entry that is written outside of sections has no barriers.
//
// target: arm64
// caught-by: budget entries-512 dsb-ishst
//
// files: __queue_pte_barriers\(
// in: arch/arm64/include

@@
expression mode;
@@
 __queue_pte_barriers(...)
 {
 ...
-	if (mode)
-		WRITE_ONCE(ti->lazy_mmu_pending, true);
-	else
-		emit_pte_barriers();
+	if (mode)
+		WRITE_ONCE(ti->lazy_mmu_pending, true);
 }
