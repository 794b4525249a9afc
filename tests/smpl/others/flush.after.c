// SPDX-License-Identifier: GPL-2.0-only
void drain_now(void)
{
	hold_water();

	if (water() == HOT) {
		arch_leave_lazy_mmu_mode(LAZY_MMU_DEFAULT);
		arch_enter_lazy_mmu_mode();
	}

	let_water_go();
}

void drain_before_switch(struct task *t)
{
	if (this_cpu_read(water) == HOT) {
		arch_leave_lazy_mmu_mode(LAZY_MMU_DEFAULT);
		set_flag(t, FLAG_HOT);
	}
	note_switch(t);
}

void drain_after_switch(struct task *t)
{
	note_switch(t);
	if (test_and_clear_flag(t, FLAG_HOT))
		arch_enter_lazy_mmu_mode();
}
