// SPDX-License-Identifier: GPL-2.0-only
// The report is printed at once, also with the runqueue locked.
//
// target: x86_64-xen
// caught-by: console circular locking|lockdep|WARNING
//
// files: mc_skip_refused\(
// in: arch/x86/xen

@@ @@
 mc_skip_refused(...)
 {
 <...
(
-	printk_deferred_enter();
|
-	printk_deferred_exit();
)
 ...>
 }
