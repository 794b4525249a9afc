// SPDX-License-Identifier: GPL-2.0-only
static void tlb_batch_add_one(struct mm_struct *mm, unsigned long vaddr)
{
	struct tlb_batch *tb = get_batch();
	unsigned long nr = tb->tlb_nr;

	if (nr && tb->mm != mm) {
		tlb_batch_flush(tb);
		nr = 0;
	}

	tb->vaddrs[nr++] = vaddr;
	tb->tlb_nr = nr;
	if (nr >= ROOM)
		tlb_batch_flush(tb);
	put_batch();
}

void arch_flush_lazy_mmu_mode(void)
{
	flush_tlb_pending();
}
