// SPDX-License-Identifier: GPL-2.0-only
static inline lazy_mmu_state_t lazy_mmu_mode_enable(void)
{
	struct lazy_mmu_counters *c = &current->lazy_mmu_state;

	if (in_interrupt())
		return LAZY_MMU_DEFAULT;
	c->enabled++;
	return LAZY_MMU_DEFAULT;
}

static inline void lazy_mmu_mode_disable(lazy_mmu_state_t was)
{
	current->lazy_mmu_state.enabled--;
}

static inline lazy_mmu_state_t lazy_mmu_mode_pause(void)
{
	pause_task(current);
	return LAZY_MMU_DEFAULT;
}

static inline void lazy_mmu_mode_resume(lazy_mmu_state_t was)
{
	resume_task(current);
}
