// SPDX-License-Identifier: GPL-2.0-only
// The mode of the task is a struct, too, and counts the sections.
//
// files: arch_(enter|leave)_lazy_mmu_mode\(
// in: arch/arm64/include

@@
struct thread_info *ti;
symbol LAZY_MMU_NESTED, state, barrier;
@@
 arch_enter_lazy_mmu_mode(...)
 {
 ...
- lazy_mmu_state_t state = READ_ONCE(ti->lazy_mmu);
+ lazy_mmu_state_t state = ti->lazy_mmu;

- WRITE_ONCE(ti->lazy_mmu, LAZY_MMU_NESTED);
+ ti->lazy_mmu = lazy_mmu_state(state.depth + 1);
 ...
 }

@@
symbol state;
@@
 arch_leave_lazy_mmu_mode(...)
 {
 ...
- WRITE_ONCE(current_thread_info()->lazy_mmu, state);
+ WARN_ON_ONCE(state.check != state.depth * LAZY_MMU_CHECK);
+ current_thread_info()->lazy_mmu = state;
 }

@@
symbol LAZY_MMU_NESTED;
@@
- READ_ONCE(current_thread_info()->lazy_mmu) == LAZY_MMU_NESTED
+ READ_ONCE(current_thread_info()->lazy_mmu.depth)

@@
expression ti;
symbol LAZY_MMU_DEFAULT;
@@
- READ_ONCE(ti->lazy_mmu) != LAZY_MMU_DEFAULT
+ READ_ONCE(ti->lazy_mmu.depth)
