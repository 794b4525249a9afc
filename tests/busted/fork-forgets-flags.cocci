// SPDX-License-Identifier: GPL-2.0-only
// A mapping of the child is not shared any more, nor wiped by the fork.
//
// target: x86_64
// caught-by: fork.shared_memory, fork.wipe_on_fork
//
// files: int dup_mmap\(
// in: kernel/fork.c mm/mmap.c

@@
identifier tmp;
statement S;
@@
 tmp = vm_area_dup(...);
 if (!tmp) S
+vm_flags_clear(tmp, VM_SHARED | VM_MAYSHARE | VM_WIPEONFORK);
