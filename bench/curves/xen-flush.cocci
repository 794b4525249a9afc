// SPDX-License-Identifier: GPL-2.0-only
// The bound of a flush on Xen: how many updates one hypercall takes.
//
// target: x86_64-xen
// curve: updates in a flush
// values: 31 64 96 128 256 512
// workloads: section-512 mprotect-ro-16M mprotect-rw-16M
//
// files: ^#define MC_UPDATES\b
// in: arch/x86/xen

@@
expression bound;
@@
-#define MC_UPDATES bound
+#define MC_UPDATES VALUE
