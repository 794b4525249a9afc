// SPDX-License-Identifier: GPL-2.0-only
static void tlb_batch_add_one(struct mm_struct *mm, unsigned long where,
			      bool exec)
{
	struct tlb_batch *batch = this_cpu_ptr(&tlb_batch);
	unsigned int count;

	acme_count(ADDED);
	count = batch->tlb_nr;
	if (!batch->active || !in_task()) {
		flush_one(mm, where, exec);
		return;
	}

	if (unlikely(acme_other(batch, mm)))
		count = acme_drain();

	batch->vaddrs[count++] = where;
	acme_count(QUEUED);
}

static void tlb_other(struct tlb_batch *tb)
{
	if (!tb->active) {
		flush_all();
	}
}
