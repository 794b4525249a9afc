// SPDX-License-Identifier: GPL-2.0-only
// I/O memory that must not be mapped is taken for a bug of the kernel.
//
// target: x86_64-xen
// caught-by: console WARNING: CPU
//
// files: mc_refused\(
// in: arch/x86/xen

@@
expression e;
@@
 mc_refused(...)
 {
 ...
-	bug = e;
+	bug = true;
 ...
 }
