/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_LAZY_MMU_TYPES_H
#define _ASM_LAZY_MMU_TYPES_H

/*
 * struct lazy_mmu_state - what a section was told
 * @depth: How many sections there were around it.
 * @check: LAZY_MMU_CHECK times this: a state of zeroes is LAZY_MMU_DEFAULT.
 */
typedef struct lazy_mmu_state {
	unsigned long depth;
	unsigned long check;
} lazy_mmu_state_t;

#define LAZY_MMU_CHECK		0x6c617a796d6d7531UL

#define lazy_mmu_state(depth) \
	((lazy_mmu_state_t){ (depth), (depth) * LAZY_MMU_CHECK })

#define LAZY_MMU_DEFAULT	lazy_mmu_state(0UL)
#define LAZY_MMU_NESTED		lazy_mmu_state(1UL)

#define lazy_mmu_state_nested(state)	((state).depth != 0)

#endif /* _ASM_LAZY_MMU_TYPES_H */
