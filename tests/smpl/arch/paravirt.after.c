// SPDX-License-Identifier: GPL-2.0-only
struct pv_lazy_ops {
	lazy_mmu_state_t (*enter)(void);
	void (*leave)(lazy_mmu_state_t state);
	int (*count)(struct hooks *h);
} __packed_hooks;

static inline lazy_mmu_state_t arch_enter_lazy_mmu_mode(void)
{
	return PVOP_ALT_CALL0(lazy_mmu_state_t, mmu.lazy_mode.enter,
			      "xor %%eax, %%eax;", ALT_NOT_XEN);
}

static inline void arch_leave_lazy_mmu_mode(lazy_mmu_state_t state)
{
	PVOP_VCALL1(mmu.lazy_mode.leave, state);
}

static inline int count_them(struct hooks *h)
{
	return h->count(h);
}

struct paravirt_patch_template template = {
	.cpu.wait = paravirt_nop,
	.mmu.lazy_mode = {
		.enter = (void *)paravirt_ret0,
		.leave = paravirt_nop,
		.count = hooks_none,
	},
};
