// SPDX-License-Identifier: GPL-2.0-only
// Where the generic exit to user space is in a header, it includes what the check
// needs.
//
// files: ^#include <linux/livepatch\.h>$
// in: include/linux/entry-common.h
// for: stateless
// expect: 0

@has@ @@
 #include <linux/mmdebug.h>

@depends on !has@ @@
 #include <linux/livepatch.h>
+#include <linux/mmdebug.h>
+#include <linux/pgtable.h>
