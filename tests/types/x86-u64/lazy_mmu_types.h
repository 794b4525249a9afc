/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_X86_LAZY_MMU_TYPES_H
#define _ASM_X86_LAZY_MMU_TYPES_H

/* The paravirt hooks take and return what fits into a register; DEFAULT is 0. */
typedef unsigned long long lazy_mmu_state_t;

#define LAZY_MMU_DEFAULT	0ULL
#define LAZY_MMU_NESTED		0x6c617a796d6d7532ULL

#endif /* _ASM_X86_LAZY_MMU_TYPES_H */
