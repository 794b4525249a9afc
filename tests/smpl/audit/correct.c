// SPDX-License-Identifier: GPL-2.0-only
/* The audit must find nothing in this file. */
static void plain(struct wall *w)
{
	lazy_mmu_state_t st;

	mutex_lock(&w->brush);
	st = lazy_mmu_mode_enable();
	paint_ptes(w);
	lazy_mmu_mode_disable(st);
	cond_resched();
}

static int exits(struct wall *w)
{
	lazy_mmu_state_t st;
	int err;

again:
	st = arch_enter_lazy_mmu_mode();
	err = paint_ptes(w);
	if (err == -EAGAIN) {
		arch_leave_lazy_mmu_mode(st);
		cond_resched();
		goto again;
	}
	if (err) {
		arch_leave_lazy_mmu_mode(st);
		return err;
	}
	arch_leave_lazy_mmu_mode(st);
	return 0;
}

static void nested(struct wall *w)
{
	lazy_mmu_state_t outer, inner;

	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	paint_ptes(w);
	lazy_mmu_mode_disable(inner);
	inner = lazy_mmu_mode_enable();
	paint_ptes(w);
	lazy_mmu_mode_disable(inner);
	lazy_mmu_mode_disable(outer);
}

static void looped(struct wall *w)
{
	lazy_mmu_state_t st;

	for (; w; w = w->next) {
		st = lazy_mmu_mode_enable();
		paint_ptes(w);
		lazy_mmu_mode_disable(st);
		msleep(1);
	}
}

static void lock_gone(struct wall *w)
{
	lazy_mmu_state_t st;
	spinlock_t *ptl;
	pte_t *pte;

	pte = first_pte(w, &ptl);
	if (!pte)
		return;
	st = lazy_mmu_mode_enable();
	while (paint_pte(w, pte)) {
		if (too_hard(pte)) {
			lazy_mmu_mode_disable(st);
			pte_unmap_unlock(pte, ptl);
			folio_lock(w->folio);
			pte = first_pte(w, &ptl);
			if (!pte)
				break;
			st = lazy_mmu_mode_enable();
		}
	}
	if (pte) {
		lazy_mmu_mode_disable(st);
		pte_unmap_unlock(pte, ptl);
	}
	cond_resched();
}

static void paused(struct wall *w)
{
	lazy_mmu_state_t section, pause, within;

	section = lazy_mmu_mode_enable();
	paint_ptes(w);
	pause = lazy_mmu_mode_pause();
	msleep(1);
	w->can = open_can(w, GFP_KERNEL);
	within = lazy_mmu_mode_enable();
	paint_ptes(w);
	lazy_mmu_mode_disable(within);
	mutex_lock(&w->brush);
	lazy_mmu_mode_resume(pause);
	paint_ptes(w);
	lazy_mmu_mode_disable(section);
}

static int guarded(struct wall *w)
{
	msleep(1);
	guard(lazy_mmu_mode)();
	if (paint_ptes(w))
		return -EIO;
	return 0;
}

static int guarded_pause(struct wall *w)
{
	guard(lazy_mmu_pause)();
	w->can = open_can(w, GFP_KERNEL);
	cond_resched();
	return 0;
}

static void xen_flush_lazy_mmu(void)
{
	arch_leave_lazy_mmu_mode(LAZY_MMU_DEFAULT);
	arch_enter_lazy_mmu_mode();
}
