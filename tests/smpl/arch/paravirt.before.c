// SPDX-License-Identifier: GPL-2.0-only
struct pv_lazy_ops {
	void (*enter)(void);
	void (*leave)(void);
	int (*count)(struct hooks *h);
} __packed_hooks;

static inline void arch_enter_lazy_mmu_mode(void)
{
	PVOP_VCALL0(mmu.lazy_mode.enter);
}

static inline void arch_leave_lazy_mmu_mode(void)
{
	PVOP_VCALL0(mmu.lazy_mode.leave);
}

static inline int count_them(struct hooks *h)
{
	return h->count(h);
}

struct paravirt_patch_template template = {
	.cpu.wait = paravirt_nop,
	.mmu.lazy_mode = {
		.enter = paravirt_nop,
		.leave = paravirt_nop,
		.count = hooks_none,
	},
};
