// SPDX-License-Identifier: GPL-2.0-only
// Later kernels have another function, whose argument has another name.
//
// files: ^bool cond_install_uffd_wp_ptes\(
// in: mm/memory.c
// expect: 0

@@ @@
 cond_install_uffd_wp_ptes(...)
 {
 <...
 ptep_get(
-pte
+ptep
 )
 ...>
 }
