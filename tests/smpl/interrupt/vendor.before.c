// SPDX-License-Identifier: GPL-2.0-only
static void tlb_batch_add_one(struct mm_struct *mm, unsigned long where,
			      bool exec)
{
	struct tlb_batch *batch = this_cpu_ptr(&tlb_batch);
	unsigned int count;

	acme_count(ADDED);
	count = batch->tlb_nr;

	if (unlikely(acme_other(batch, mm)))
		count = acme_drain();

	if (!batch->active) {
		flush_one(mm, where, exec);
		return;
	}

	batch->vaddrs[count++] = where;
	acme_count(QUEUED);
}

static void tlb_other(struct tlb_batch *tb)
{
	if (!tb->active) {
		flush_all();
	}
}
