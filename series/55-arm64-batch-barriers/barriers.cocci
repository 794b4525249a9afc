// SPDX-License-Identifier: GPL-2.0-only
// All levels of the table have one function for the barriers.
//
// for: stateless
// files: dsb\(ishst\)
// in: arch/arm64/include/asm/pgtable.h

@@
expression valid;
@@
-if (valid) {
-	dsb(ishst);
-	isb();
-}
+if (valid)
+	queue_pte_barriers();

@@ @@
-dsb(ishst);
-isb();
+queue_pte_barriers();
