#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# qubes.sh TREE - change a kernel tree like a vendor whose guests run under Xen, as
# Qubes does: entries keep the caching attributes that the device asked for, messages
# of refused hypercalls are limited and name the guest, a hypercall that fails is
# tried again, a device may be taken away while it is in use, and the context switch
# has a hook for the guest's own accounting.
#
# versions: 6.1 6.12 7.3

set -eu
. "$(dirname "$0")/change"
cd "$1"

# Caching attributes, in both directions between a frame of the guest and of the machine.
change arch/x86/xen/mmu_pv.c '/^static pteval_t pte_mfn_to_pfn(/i\
/* The page attribute table of the hypervisor is not that of Linux. */\
static pteval_t vendor_to_xen_pat(pteval_t val)\
{\
	return (val \& ~_PAGE_CACHE_MASK) | vendor_pat[pte_flags_cache(val)];\
}\
'
change arch/x86/xen/mmu_pv.c '/^static pteval_t pte_pfn_to_mfn(/,/^}/s/^\t\tval = ((pteval_t)mfn << PAGE_SHIFT) | flags;/&\n\t\tval = vendor_to_xen_pat(val);/'
change arch/x86/xen/mmu_pv.c '/^static pteval_t pte_mfn_to_pfn(/,/^}/s/^\t\tpteval_t flags = val & PTE_FLAGS_MASK;/\t\tpteval_t flags = vendor_from_xen_pat(val) \& PTE_FLAGS_MASK;/'

# An entry that is written at once, and is refused, is reported.
change arch/x86/xen/mmu_pv.c '/^static inline void __xen_set_pte(/,/^}/s/^\t\tHYPERVISOR_mmu_update(&u, 1, NULL, DOMID_SELF);/\t\tvendor_note_update(\&u);\n&/'
change arch/x86/xen/mmu_pv.c '/^\(static \)\?void xen_ptep_modify_prot_commit(/,/^}/s/^\txen_extend_mmu_update(&u);/\tvendor_note_update(\&u);\n&/'
change arch/x86/xen/mmu_pv.c '/^static bool xen_batched_set_pte(/,/^}/s/^\tstruct mmu_update u;/&\n\n\tvendor_check_foreign(pteval);/'
change arch/x86/xen/mmu_pv.c '/^static void xen_flush_tlb_multi(/,/^}/s/^\ttrace_xen_mmu_flush_tlb_multi(/\tvendor_account_flush(cpus);\n&/'
change arch/x86/xen/mmu_pv.c '/^static void xen_pgd_free(/,/^}/s/^\tpgd_t \*user_pgd = .*/&\n\n\tvendor_account_pgd(mm);/'

# Messages.
change arch/x86/xen/multicalls.c '/^void xen_mc_flush(void)/,/^}/{
	s/^\t\tpr_err("%d of %d multicall(s) failed/\t\tvendor_report_guest();\n&/
	s/^\ttrace_xen_mc_flush(/\tvendor_trace_flush(b->mcidx);\n&/
}'
change arch/x86/xen/multicalls.c '0,/^#include "\(xen-ops\|multicalls\)\.h"/s//#include "vendor.h"\n&/'
change arch/x86/xen/enlighten_pv.c '0,/^#include "xen-ops.h"/s//#include "vendor.h"\n&/'
change arch/x86/xen/xen-ops.h 's/^struct trap_info;/void vendor_report_guest(void);\n\n&/'

# The context switch. 6.1 starts it in a function that is not Xen's alone.
of 6.1 || change arch/x86/xen/enlighten_pv.c '/^static void xen_start_context_switch(/,/^}/s/^\tBUG_ON(preemptible());/&\n\tvendor_switch_from(prev);/'
change arch/x86/xen/enlighten_pv.c '/^static void xen_end_context_switch(/,/^}/s/^\t\(leave_lazy(XEN_LAZY_CPU)\|paravirt_end_context_switch(next)\|this_cpu_write(xen_cpu_lazy_mode, false)\);/&\n\tvendor_switch_to(next);/'

# Its own files, and drivers that the series does not know.
change arch/x86/xen/Makefile 's/^obj-\$(CONFIG_XEN_DOM0).*/&\nobj-$(CONFIG_VENDOR_XEN)\t\t+= vendor.o/'
change arch/x86/xen/Kconfig 's/^config XEN_PVHVM_GUEST$/config VENDOR_XEN\n\tbool "Changes of the vendor"\n\tdepends on XEN_PV\n\n&/'
change drivers/xen/grant-table.c '0,/^static /s//static bool vendor_grants_removable;\n\n&/'
change drivers/xen/gntdev.c '/^static int find_grant_ptes(/,/^}/s/^\tstruct gntdev_grant_map \*map = data;/&\n\n\tif (vendor_grants_removable)\n\t\tvendor_note_grant(map, addr);/'
