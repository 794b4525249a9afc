#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# changes.sh TREE - change a kernel tree like a vendor would: lines inside and
# around sections, sections of its own, and code at the ends of files.
#
# versions: 6.1 6.12 7.3

set -eu
. "$(dirname "$0")/change"
cd "$1"

# What opens and closes a section
if of 6.1 6.12; then
	enter=arch_enter_lazy_mmu_mode
	leave=arch_leave_lazy_mmu_mode
else
	enter=lazy_mmu_mode_enable
	leave=lazy_mmu_mode_disable
fi

# Add lines around the code that the series changes, so that line numbers and
# context differ.
for file in mm/memory.c mm/mprotect.c mm/mremap.c mm/vmscan.c; do
	change $file "s|^\t$enter();|\tvendor_trace(__func__);\n&\n\tvendor_account(current);|
		s|^\t$leave();|\tvendor_account(NULL);\n&|"
done
for file in mm/memory.c mm/madvise.c mm/kasan/shadow.c fs/proc/task_mmu.c \
	arch/x86/xen/mmu_pv.c arch/x86/xen/multicalls.c arch/sparc/mm/tlb.c \
	arch/powerpc/mm/book3s64/hash_tlb.c arch/powerpc/kernel/process.c; do
	change $file '0,/^#include/s//#include <linux\/vendor_trace.h>\n&/'
done
for file in arch/x86/include/asm/thread_info.h arch/arm64/include/asm/thread_info.h; do
	change $file 's|^struct thread_info {|&\n\tunsigned long\t\tvendor_flags;|'
done
change mm/Makefile 's/^obj-\$(CONFIG_\(HAVE_BOOTMEM_INFO_NODE\|LAZY_MMU_MODE_KUNIT_TEST\)).*/obj-$(CONFIG_VENDOR) += vendor_mm.o\n&/'

# Add a nested section, two sections in a row, and a section that is left in three
# places.
cat >>mm/memory.c <<END

int vendor_scrub(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		 unsigned long end, bool twice)
{
	spinlock_t *ptl;
	pte_t *first, *pte;

again:
	first = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	$enter();
	for (; addr < end; pte++, addr += PAGE_SIZE) {
		if (vendor_stop(addr)) {
			$leave();
			pte_unmap_unlock(first, ptl);
			return -EINTR;
		}
		if (vendor_resched(addr)) {
			$leave();
			pte_unmap_unlock(first, ptl);
			goto again;
		}
		vendor_scrub_one(mm, addr, pte);
	}
	$leave();
	pte_unmap_unlock(first, ptl);

	if (twice) {
		$enter();
		vendor_scrub_kernel(addr);
		$leave();
	}

	return 0;
}
END
