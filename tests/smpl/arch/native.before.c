// SPDX-License-Identifier: GPL-2.0-only
#define ready() true

static inline void arch_enter_lazy_mmu_mode(void)
{
	struct batch *b;

	if (no_hash())
		return;
	/* Not to be moved while the batch is ours. */
	preempt_disable();
	b = this_cpu_ptr(&batch);
	b->active = 1;
}

static inline void arch_leave_lazy_mmu_mode(void)
{
	struct batch *b;

	if (no_hash())
		return;
	b = this_cpu_ptr(&batch);
	if (b->n)
		flush(b);
	b->active = 0;
	preempt_enable();
}
