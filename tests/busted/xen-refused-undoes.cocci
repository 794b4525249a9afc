// SPDX-License-Identifier: GPL-2.0-only
// What is done behind a refused update undoes what a later multicall has done.
//
// target: x86_64-xen
// caught-by: lazy_mmu_refused.several_calls
//
// files: mc_go_on\(
// in: arch/x86/xen

@@ @@
 mc_go_on(...)
 {
 <...
-	mc_overwritten(...)
+	false
 ...>
 }
