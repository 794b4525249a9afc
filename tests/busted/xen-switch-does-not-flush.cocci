// SPDX-License-Identifier: GPL-2.0-only
// A context switch does not issue what is queued.
//
// target: x86_64-xen
// caught-by: console .
//
// files: xen_(start|end)_context_switch\(
// in: arch/x86/xen

@@
statement S;
@@
 xen_start_context_switch(...)
 {
 ...
-	if (xen_mc_pending())
-		S
 ...
 }

@@ @@
 xen_end_context_switch(...)
 {
 ...
-	xen_mc_flush();
 ...
 }
