// SPDX-License-Identifier: GPL-2.0-only
static inline void lazy_mmu_mode_enable(void)
{
	struct lazy_mmu_state *c = &current->lazy_mmu_state;

	if (in_interrupt())
		return;
	c->enabled++;
}

static inline void lazy_mmu_mode_disable(void)
{
	current->lazy_mmu_state.enabled--;
}

static inline void lazy_mmu_mode_pause(void)
{
	pause_task(current);
}

static inline void lazy_mmu_mode_resume(void)
{
	resume_task(current);
}
