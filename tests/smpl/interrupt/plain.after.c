// SPDX-License-Identifier: GPL-2.0-only
static void tlb_batch_add_one(struct mm_struct *mm, unsigned long vaddr)
{
	struct tlb_batch *tb = get_batch();
	unsigned long nr;

	vaddr &= MASK;

	nr = tb->tlb_nr;
	if (!tb->active || !in_task()) {
		flush_one(mm, vaddr);
		goto out;
	}

	if (unlikely(nr && tb->mm != mm)) {
		flush_all();
		nr = 0;
	}

	tb->vaddrs[nr] = vaddr;
out:
	put_batch();
}
