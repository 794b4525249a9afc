// SPDX-License-Identifier: GPL-2.0-only
// The buffer of arguments can be filled to the last byte.
//
// files: \bMC_ARGS\b
// in: arch/x86/xen

@@
expression idx;
@@
-idx >= MC_ARGS
+idx > MC_ARGS
