#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# between.sh TREE - change a kernel tree in the middle of what steps replace, and in a
# line that an anchor does not name as a whole. All steps fit; the lines cannot stay,
# so that each of them has to be told.
#
# versions: 6.1 6.12 7.3
# series: stateful
# told: vendor_count_flush vendor_account_batch vendor_batches vendor_context
# told: vendor_note_lazy
#
# Lines that only move, or are indented in another way, are not told.
# silent: preempt_enable

set -eu
. "$(dirname "$0")/change"
cd "$1"

# In the hooks of the architectures. 6.1 has no flush of Xen's own, but a leave; that
# of 7.3 stays.
of 6.1 7.3 || change arch/x86/xen/mmu_pv.c '/^static void xen_flush_lazy_mmu(/,/^}/s/^\tif (xen_get_lazy_mode() == XEN_LAZY_MMU) {/\tvendor_count_flush();\n\n&/'
of 6.12 7.3 || change arch/x86/xen/mmu_pv.c '/^static void xen_leave_lazy_mmu(/,/^}/s/^\tparavirt_leave_lazy_mmu();/\tvendor_count_flush();\n&/'
of 6.1 6.12 || change arch/x86/xen/mmu_pv.c '/^static void xen_flush_tlb_multi(/,/^}/s/^\t\tstruct mmuext_op op;/&\n\t\tunsigned long vendor_count_flush;/'
change arch/sparc/mm/tlb.c '/^void arch_leave_lazy_mmu_mode(/,/^}/s/^\t\(tb->active = 0\|arch_flush_lazy_mmu_mode()\);/\tvendor_account_batch(this_cpu_ptr(\&tlb_batch));\n&/'
change arch/powerpc/include/asm/book3s/64/tlbflush-hash.h '/^static inline void arch_leave_lazy_mmu_mode(/,/^}/s/^\t\(batch->active = 0\|arch_flush_lazy_mmu_mode()\);/\tif (this_cpu_read(ppc64_tlb_batch.index))\n\t\tthis_cpu_inc(vendor_batches);\n&/'

# In a comment, and an argument more of a function.
change include/linux/pgtable.h 's/^ \* the PTE updates which happen during this window\./ * vendor_note_lazy() tells which.\n&/'
change mm/vmalloc.c 's/^static void vunmap_pte_range(pmd_t \*pmd, /static void vunmap_pte_range(struct vendor_context *vendor_context, pmd_t *pmd,\n\t\t\t     /'

# The order of two statements, and an indentation.
change arch/sparc/mm/tlb.c '/^void arch_leave_lazy_mmu_mode(/,/^}/{
	/^\tpreempt_enable();/d
	s/^\t\(tb->active = 0\|arch_flush_lazy_mmu_mode()\);/\t\tpreempt_enable();\n&/
}'
