// SPDX-License-Identifier: GPL-2.0-only
static int pagemap_scan_pmd_entry(pmd_t *the_pmd, unsigned long from,
				  unsigned long to, struct mm_walk *w)
{
	struct acme *a = w->private;
	spinlock_t *lock;
	pte_t *p, *first;
	int result;

	acme_count(a);
	arch_enter_lazy_mmu_mode();

	result = pagemap_scan_thp_entry(the_pmd, from, to, w);
	if (result != -ENOENT) {
		arch_leave_lazy_mmu_mode();
		return result;
	}

	result = 0;
	first = p = acme_map(w->vma, the_pmd, from, &lock);
	if (!p) {
		arch_leave_lazy_mmu_mode();
		w->action = ACTION_AGAIN;
		acme_count(a);
		return 0;
	}

	if (a->quick) {
		/* one look is enough */
		result = acme_look(p);
		goto done;
	}
	for (; from < to; from += PAGE_SIZE, p++)
		result |= acme_look(p);

done:
	acme_flush(a);

	pte_unmap_unlock(first, lock);
	arch_leave_lazy_mmu_mode();

	cond_resched();
	return result;
}
