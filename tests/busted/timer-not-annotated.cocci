// SPDX-License-Identifier: GPL-2.0-only
// A timer on the stack is initialized as if it was not there.
//
// target: x86_64
// flavour: nopreempt
// caught-by: console WARNING: .*debugobjects
//
// files: hrtimer_init_on_stack\(
// in: mm/tests

@@
expression list args;
@@
-	hrtimer_init_on_stack
+	hrtimer_init
 		(args);
