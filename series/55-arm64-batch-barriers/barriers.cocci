// SPDX-License-Identifier: GPL-2.0-only
// All levels of the table have the walkers see an entry in one place.
//
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
+	sync_table_walkers();

@@ @@
-dsb(ishst);
-isb();
+sync_table_walkers();
