// SPDX-License-Identifier: GPL-2.0-only
// files: ^static struct static_key mc_debug
// in: arch/x86/xen/multicalls.c
// expect: 0
//
// Since 6.11, a parameter of the boot turns debugging on. Its data has the length of
// all arguments, so each update is queued in the long way then.

@there@
@@
 xen_mc_set_table(...)
 {
 <+...
 static_key_false(&mc_debug)
 ...+>
 }

@depends on !there@
expression to;
@@
 xen_mc_set_table(...)
 {
 <...
 to =
-table
+static_key_false(&mc_debug) ? NULL : table
 ;
 ...>
 }
