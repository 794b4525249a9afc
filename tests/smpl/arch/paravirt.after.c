// SPDX-License-Identifier: GPL-2.0-only
struct pv_lazy_ops {
	/* Set deferred update mode, used for batching operations. */
	lazy_mmu_state_t (*enter)(void);
	void (*leave)(lazy_mmu_state_t state);
	void (*flush)(void);
} __no_randomize_layout;

static inline lazy_mmu_state_t arch_enter_lazy_mmu_mode(void)
{
	return PVOP_ALT_CALL0(lazy_mmu_state_t, mmu.lazy_mode.enter,
			      "xor %%eax, %%eax;", ALT_NOT_XEN);
}

static inline void arch_leave_lazy_mmu_mode(lazy_mmu_state_t state)
{
	PVOP_VCALL1(mmu.lazy_mode.leave, state);
}

static inline void arch_flush_lazy_mmu_mode(void)
{
	PVOP_VCALL0(mmu.lazy_mode.flush);
}

struct paravirt_patch_template pv_ops = {
	.mmu.flush = paravirt_nop,
	.mmu.lazy_mode = {
		.enter = (void *)paravirt_ret0,
		.leave = paravirt_nop,
		.flush = paravirt_nop,
	},
};
