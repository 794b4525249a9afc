// SPDX-License-Identifier: GPL-2.0-only
void arch_enter_lazy_mmu_mode(void);
void arch_leave_lazy_mmu_mode(void);
void arch_flush_lazy_mmu_mode(void);
extern void paravirt_enter_lazy_mmu(void);
void paravirt_leave_lazy_mmu(void);
int unrelated(void);
