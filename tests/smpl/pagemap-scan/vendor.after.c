// SPDX-License-Identifier: GPL-2.0-only
static int pagemap_scan_pmd_entry(pmd_t *the_pmd, unsigned long from,
				  unsigned long to, struct mm_walk *w)
{
	struct acme *a = w->private;
	spinlock_t *lock;
	pte_t *p, *first;
	int result;

	acme_count(a);

	result = pagemap_scan_thp_entry(the_pmd, from, to, w);
	if (result != -ENOENT)
		return result;

	result = 0;
	first = p = acme_map(w->vma, the_pmd, from, &lock);
	if (!p) {
		w->action = ACTION_AGAIN;
		acme_count(a);
		return 0;
	}

	arch_enter_lazy_mmu_mode();

	if (a->quick) {
		/* one look is enough */
		result = acme_look(p);
		goto done;
	}
	for (; from < to; from += PAGE_SIZE, p++)
		result |= acme_look(p);

done:
	acme_flush(a);

	arch_leave_lazy_mmu_mode();
	pte_unmap_unlock(first, lock);

	cond_resched();
	return result;
}
