/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_LAZY_MMU_H
#define _LINUX_LAZY_MMU_H

/*
 * The interface of the series on top of the stateless API of a stock kernel:
 * only the names, so that the KUnit suite compiles. A section is an enter and a
 * leave; a pause is a leave and an enter, as code for the stock kernel would do
 * it. There is no state.
 */

#include <linux/cleanup.h>
#include <linux/pgtable.h>
#include <linux/preempt.h>
#include <linux/version.h>
#ifdef CONFIG_XEN_PV
#include <asm/paravirt.h>
#include <asm/xen/hypervisor.h>
/* Before Xen had a lazy mode of its own, there was no such name, either. */
#ifndef ALT_NOT_XEN
#define xen_get_lazy_mode()	paravirt_get_lazy_mode()
#define XEN_LAZY_MMU		PARAVIRT_LAZY_MMU
#endif
#define TS_LAZY_MMU	0	/* the mode is not in the task's status */
#endif

typedef bool lazy_mmu_state_t;

/* Is the mode on, according to the architecture? */
static inline bool is_lazy_mmu_mode_active(void)
{
#if defined(CONFIG_XEN_PV)
	return xen_get_lazy_mode() == XEN_LAZY_MMU;
#elif defined(CONFIG_PPC_64S_HASH_MMU)
	return !radix_enabled() && this_cpu_read(ppc64_tlb_batch.active);
#elif defined(CONFIG_SPARC64)
	return this_cpu_read(tlb_batch.active);
#else
	return false;
#endif
}

static inline lazy_mmu_state_t lazy_mmu_mode_enable(void)
{
	arch_enter_lazy_mmu_mode();
	return true;
}

static inline void lazy_mmu_mode_disable(lazy_mmu_state_t state)
{
	arch_leave_lazy_mmu_mode();
}

static inline lazy_mmu_state_t lazy_mmu_mode_pause(void)
{
	lazy_mmu_state_t on = is_lazy_mmu_mode_active();

	if (on)
		arch_leave_lazy_mmu_mode();
	return on;
}

static inline void lazy_mmu_mode_resume(lazy_mmu_state_t on)
{
	if (on)
		arch_enter_lazy_mmu_mode();
}

DEFINE_LOCK_GUARD_0(lazy_mmu_mode,
		    _T->state = lazy_mmu_mode_enable(),
		    lazy_mmu_mode_disable(_T->state),
		    lazy_mmu_state_t state)
DEFINE_LOCK_GUARD_0(lazy_mmu_pause,
		    _T->state = lazy_mmu_mode_pause(),
		    lazy_mmu_mode_resume(_T->state),
		    lazy_mmu_state_t state)

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 9, 0)
/* What zap_pte_range() does to each entry there. */
#define clear_full_ptes(mm, addr, ptep, nr, full)			\
	do {								\
		for (unsigned int _i = 0; _i < (nr); _i++)		\
			ptep_get_and_clear_full(mm, (addr) + _i * PAGE_SIZE, \
						(ptep) + _i, full);	\
	} while (0)
#endif

#endif /* _LINUX_LAZY_MMU_H */
