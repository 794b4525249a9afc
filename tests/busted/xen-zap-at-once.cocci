// SPDX-License-Identifier: GPL-2.0-only
// munmap() clears the entries of anonymous memory by stores, which Xen emulates.
//
// target: x86_64-xen
// caught-by: lazy_mmu_emulated.unmap_anonymous
//
// files: clear_full_ptes\(
// in: mm/memory.c

@@
expression mm, addr, ptep, nr, full;
@@
-	clear_full_ptes(mm, addr, ptep, nr, full)
+	clear_full_ptes(mm, addr, ptep, nr, 1)
