// SPDX-License-Identifier: GPL-2.0-only
// files: ptep_get_and_clear\(mm, old_addr, old_pte\)
// in: mm/mremap.c

@@
expression mm, addr, ptep;
@@
 move_ptes(...)
 {
 <...
-ptep_get_and_clear(mm, addr, ptep)
+ptep_get_and_clear_full(mm, addr, ptep, 0)
 ...>
 }
