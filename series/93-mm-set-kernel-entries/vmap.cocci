// SPDX-License-Identifier: GPL-2.0-only
// files: set_pte_at\(&init_mm,
// in: mm/vmalloc.c

@@
expression addr, ptep, pte;
@@
-set_pte_at(&init_mm, addr, ptep, pte)
+set_pte_kernel(addr, ptep, pte, lazy)
