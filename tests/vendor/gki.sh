#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# gki.sh TREE - change a kernel tree like a vendor whose modules stay loadable over
# the years, as Android's do: structures have reserved fields, which a later release
# may use without moving the others, and hooks for modules are called in the middle
# of functions, of sections, and of the context switch.
#
# versions: 6.1 6.12

set -eu
. "$(dirname "$0")/change"
cd "$1"

# Reserved fields. On x86 the last field is in an #ifdef.
for arch in arm64 x86; do
	change arch/$arch/include/asm/thread_info.h '/^struct thread_info {/,/^};/s/^};/\n\tVENDOR_KABI_RESERVE(1);\n\tVENDOR_KABI_RESERVE(2);\n\n\tVENDOR_DATA_ARRAY(1, 2);\n&/'
	change arch/$arch/include/asm/thread_info.h '0,/^struct task_struct;/s//#include <linux\/vendor_kabi.h>\n&/'
done
change arch/arm64/include/asm/thread_info.h '/^struct thread_info {/,/^};/s/^\tunsigned long\t\tflags;.*/&\n\tVENDOR_KABI_USE(3, unsigned long vendor_hints);/'
change arch/powerpc/include/asm/book3s/64/tlbflush-hash.h '/^struct ppc64_tlb_batch {/,/^};/s/^};/\tVENDOR_KABI_RESERVE(1);\n&/'

# Hooks in what a context switch and a fork do.
change arch/arm64/kernel/process.c '/^int arch_dup_task_struct(/,/^}/s/^\t\*dst = \*src;/\ttrace_vendor_dup_task(dst, src);\n&\n\ttrace_vendor_dup_task_done(dst);/'
change arch/arm64/kernel/process.c '/^struct task_struct \*__switch_to(/,/^}/{
	s/^\t\(ptrauth_thread_switch_user\|permission_overlay_switch\)(next);/&\n\ttrace_vendor_switch(prev, next);/
	s/^\tdsb(ish);/&\n\ttrace_vendor_switch_barrier(next);/
}'
change arch/x86/kernel/process.c '/^int copy_thread(/,/^}/s/^.*thread\.iopl_warn = 0;/\ttrace_vendor_copy_thread(p);\n&/'
change arch/arm64/kernel/entry-common.c '/^static __always_inline void \(exit_to_user_mode_prepare\|prepare_exit_to_user_mode\)(/,/^}/s/^\tunsigned long flags;/&\n\n\ttrace_vendor_exit_to_user(regs);/'

# Hooks in the middle of sections, and functions that take one more argument.
change mm/memory.c 's/^\tarch_leave_lazy_mmu_mode();/\ttrace_vendor_pte_range_end(addr, end);\n&/'
change mm/memory.c 's/^\(\t*\)arch_enter_lazy_mmu_mode();/&\n\1trace_vendor_pte_range_start(addr, end);/'
change mm/mprotect.c '/^static long change_pte_range(/,/^}/s/^\t\toldpte = .*/\t\tif (trace_vendor_mprotect_skip(vma, addr))\n\t\t\tcontinue;\n&/'
change mm/madvise.c '/^static int madvise_cold_or_pageout_pte_range(/,/^}/s/^\t\tif (!\(folio\|page\) || \(folio_is_zone_device\|is_zone_device_page\)(.*/\t\ttrace_vendor_madvise(vma, \1);\n&/'
change mm/vmscan.c '/^static bool walk_pte_range(/,/^}/s/^\t\ttotal++;/&\n\t\ttrace_vendor_walk(vma, addr);/'
change mm/vmalloc.c '/^static int vmap_pages_pte_range(/,/^}/s/^\t\tset_pte_at(/\t\ttrace_vendor_vmap_page(page, addr);\n&/'
change mm/vmalloc.c '/^static void vunmap_pte_range(/,/^}/s/^\tpte = pte_offset_kernel(pmd, addr);/\ttrace_vendor_vunmap(addr, end);\n&/'
change mm/kasan/shadow.c '/^static int kasan_depopulate_vmalloc_pte(/,/^}/s/^\tspin_lock(&init_mm.page_table_lock);/\ttrace_vendor_shadow(addr);\n&/'

# The vendor's own lines among the kernel's own of the Makefiles and of Kconfig.
change Makefile '0,/^EXTRAVERSION =.*/s//&\nVENDOR_BRANCH = vendor\nVENDOR_KMI_GENERATION = 3/'
change mm/Makefile 's/^obj-\$(CONFIG_HAVE_BOOTMEM_INFO_NODE).*/obj-$(CONFIG_VENDOR_HOOKS) += vendor_hooks.o\n&/'
change arch/arm64/mm/Makefile '1,/^obj-/s/^obj-/obj-$(CONFIG_VENDOR_HOOKS)\t+= vendor_hooks.o\n&/'
