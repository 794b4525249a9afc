// SPDX-License-Identifier: GPL-2.0-only
// files: ^static inline void clear_young_dirty_ptes\(
// in: include/linux/pgtable.h

@@
expression mm, addr, ptep;
@@
 clear_young_dirty_ptes(...)
 {
 <...
-ptep_get_and_clear(mm, addr, ptep)
+ptep_get_and_clear_full(mm, addr, ptep, 0)
 ...>
 }
