/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_GENERIC_LAZY_MMU_TYPES_H
#define _ASM_GENERIC_LAZY_MMU_TYPES_H

/*
 * What a lazy MMU section has to remember. An architecture that needs more
 * than this provides its own <asm/lazy_mmu_types.h>, which defines the type
 * lazy_mmu_state_t, for instance as a structure, and the values
 * LAZY_MMU_DEFAULT and LAZY_MMU_NESTED. If the type cannot be compared with ==,
 * it also defines lazy_mmu_state_nested(state), which is true if the enter that
 * returned @state found the mode on.
 *
 * This header is included by low-level ones: it must not include any other.
 */

/**
 * enum lazy_mmu_state - what the lazy MMU mode was when a section was entered
 * @LAZY_MMU_DEFAULT: The mode was off: this is the outermost section.
 * @LAZY_MMU_NESTED: The mode was on: this section is within another one.
 * @LAZY_MMU_INERT: The enter had no effect, so that the leave has none either:
 *	the architecture cannot batch here. For architectures whose batch is
 *	not safe against interrupts, or whose MMU may have no use for it.
 *
 * Only code in arch/ uses these names.
 */
enum lazy_mmu_state {
	LAZY_MMU_DEFAULT,
	LAZY_MMU_NESTED,
	LAZY_MMU_INERT,
};

typedef enum lazy_mmu_state lazy_mmu_state_t;

#endif /* _ASM_GENERIC_LAZY_MMU_TYPES_H */
