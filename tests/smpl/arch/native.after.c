// SPDX-License-Identifier: GPL-2.0-only
#define ready() true

static inline lazy_mmu_state_t arch_enter_lazy_mmu_mode(void)
{
	struct batch *b;

	if (no_hash())
		return LAZY_MMU_DEFAULT;
	/* Not to be moved while the batch is ours. */
	preempt_disable();
	b = this_cpu_ptr(&batch);
	b->active = 1;
	return LAZY_MMU_DEFAULT;
}

static inline void arch_leave_lazy_mmu_mode(lazy_mmu_state_t state)
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
