// SPDX-License-Identifier: GPL-2.0-only
static void tlb_batch_add_one(struct mm_struct *mm, unsigned long vaddr)
{
	struct tlb_batch *tb = get_batch();
	unsigned long nr;

	vaddr &= MASK;

	nr = tb->tlb_nr;

	if (unlikely(nr && tb->mm != mm)) {
		flush_all();
		nr = 0;
	}

	if (!tb->active) {
		flush_one(mm, vaddr);
		goto out;
	}

	tb->vaddrs[nr] = vaddr;
out:
	put_batch();
}
