// SPDX-License-Identifier: GPL-2.0-only
static void tlb_batch_add_one(struct mm_struct *mm, unsigned long vaddr)
{
	struct tlb_batch *tb = &get_cpu_var(tlb_batch);
	unsigned long nr;

	nr = tb->tlb_nr;

	if (unlikely(nr != 0 && mm != tb->mm)) {
		flush_tlb_pending();
		nr = 0;
	}

	if (!is_lazy_mmu_mode_active()) {
		flush_one(mm, vaddr);
		goto out;
	}

	add(tb, nr, vaddr);
out:
	put_cpu_var(tlb_batch);
}
