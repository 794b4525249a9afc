/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_LAZY_MMU_H
#define _LINUX_LAZY_MMU_H

/*
 * The end of linux/pgtable.h, where the functions of the architecture and their
 * generic versions are known. A file of its own so that it can be read alone.
 */
#ifndef _LINUX_PGTABLE_H
# error "Include linux/pgtable.h instead of linux/lazy_mmu.h"
#endif

#include <linux/cleanup.h>
#include <linux/mmdebug.h>

#ifdef CONFIG_MMU

/**
 * DOC: Lazy MMU sections
 *
 * Updates of page tables that are made in a lazy MMU section may be batched by
 * the architecture, and are complete when the section ends. Sections nest, and
 * each one restores what it found, so that a function does not have to know
 * whether its caller has opened one::
 *
 *	lazy_mmu_state_t state;
 *
 *	state = lazy_mmu_mode_enable();
 *	for (; addr != end; pte++, addr += PAGE_SIZE)
 *		set_pte_at(mm, addr, pte, ptent);
 *	lazy_mmu_mode_disable(state);
 *
 * A section must not sleep, read back what it has written, or use the memory
 * that it maps. Code that is called within somebody else's section and has to
 * do so pauses the mode. See Documentation/mm/lazy_mmu.rst.
 */

#ifndef lazy_mmu_state_nested
/* Whether an enter that returned @state found the mode on. */
#define lazy_mmu_state_nested(state)	((state) == LAZY_MMU_NESTED)
#endif

/**
 * lazy_mmu_mode_enable() - Open a lazy MMU section.
 *
 * From here on, updates of page tables may be batched until the matching
 * lazy_mmu_mode_disable(). Before that:
 *
 * * An entry that was updated may be read back stale.
 * * Memory that was mapped must neither be accessed nor be handed to others.
 * * Memory that was unmapped must not be freed, and its TLB entries must not be
 *   flushed.
 * * The caller must not sleep; on some architectures, preemption is disabled.
 *
 * Sections nest to any depth. Built-in code only: the functions of some
 * architectures are not exported.
 *
 * Context: Any context. In interrupt context, nothing is batched. Does not
 * sleep.
 *
 * Return: The state to hand to lazy_mmu_mode_disable().
 */
static __always_inline __must_check lazy_mmu_state_t lazy_mmu_mode_enable(void)
{
	return arch_enter_lazy_mmu_mode();
}

/**
 * lazy_mmu_mode_disable() - Close a lazy MMU section.
 * @state: What the lazy_mmu_mode_enable() of this section returned.
 *
 * All updates that were made by the caller in lazy MMU mode are complete when
 * this function returns, also when the section is nested. The mode itself is
 * what it was before the section.
 *
 * Context: The context in which the section was opened. Does not sleep.
 */
static __always_inline void lazy_mmu_mode_disable(lazy_mmu_state_t state)
{
	arch_leave_lazy_mmu_mode(state);
}

/**
 * is_lazy_mmu_mode_active() - Tell whether page table updates may be batched.
 *
 * Context: Any context. Does not sleep.
 *
 * Return: true in a lazy MMU section that is not paused; false otherwise, and
 * wherever the architecture does not batch: in interrupt context, and always
 * if it does not have the mode.
 */
static __always_inline bool is_lazy_mmu_mode_active(void)
{
	return arch_lazy_mmu_mode_active();
}

/**
 * lazy_mmu_mode_pause() - Complete all updates and turn the mode off.
 *
 * For code that may have been called within a lazy MMU section, at whatever
 * depth, and needs its updates to take effect at once. The code may sleep if
 * nothing but the section prevented it. It may open sections of its own, which
 * do batch.
 *
 * Context: Any context. Does not sleep.
 *
 * Return: The state to hand to lazy_mmu_mode_resume().
 */
static __always_inline __must_check lazy_mmu_state_t lazy_mmu_mode_pause(void)
{
	lazy_mmu_state_t state;

	if (!arch_lazy_mmu_mode_active())
		return LAZY_MMU_DEFAULT;

	/*
	 * An architecture tells all that belongs to a section to the enter of
	 * one that nests in it.
	 */
	state = arch_enter_lazy_mmu_mode();
	arch_leave_lazy_mmu_mode(LAZY_MMU_DEFAULT);

	return state;
}

/**
 * lazy_mmu_mode_resume() - Put back what a pause has found.
 * @state: What the matching lazy_mmu_mode_pause() returned.
 *
 * If the mode was off when it was paused, it stays off.
 *
 * Context: The context of the pause; all sections that were opened since must
 * be closed. Does not sleep.
 */
static __always_inline void lazy_mmu_mode_resume(lazy_mmu_state_t state)
{
	if (!lazy_mmu_state_nested(state))
		return;

	VM_WARN_ON_ONCE(arch_lazy_mmu_mode_active());

	/* The leave restores what the enter of the pause was told. */
	(void)arch_enter_lazy_mmu_mode();
	arch_leave_lazy_mmu_mode(state);
}

/*
 * guard(lazy_mmu_mode)(), scoped_guard(lazy_mmu_mode): a section that ends
 * with the scope and cannot be left open by an early return.
 *
 * guard(lazy_mmu_pause)(), scoped_guard(lazy_mmu_pause): the same for a pause.
 */
DEFINE_LOCK_GUARD_0(lazy_mmu_mode,
		    _T->state = lazy_mmu_mode_enable(),
		    lazy_mmu_mode_disable(_T->state),
		    lazy_mmu_state_t state)
DEFINE_LOCK_GUARD_0(lazy_mmu_pause,
		    _T->state = lazy_mmu_mode_pause(),
		    lazy_mmu_mode_resume(_T->state),
		    lazy_mmu_state_t state)

#else /* !CONFIG_MMU */

static inline bool is_lazy_mmu_mode_active(void)
{
	return false;
}

#endif /* CONFIG_MMU */
#endif /* _LINUX_LAZY_MMU_H */
