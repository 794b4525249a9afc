// SPDX-License-Identifier: GPL-2.0-only
lazy_mmu_state_t arch_enter_lazy_mmu_mode(void);
void arch_leave_lazy_mmu_mode(lazy_mmu_state_t state);
void arch_flush_lazy_mmu_mode(void);
extern lazy_mmu_state_t paravirt_enter_lazy_mmu(void);
void paravirt_leave_lazy_mmu(lazy_mmu_state_t state);
int unrelated(void);
