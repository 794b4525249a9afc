// SPDX-License-Identifier: GPL-2.0-only
/* A macro is left alone. */
#define rinse_off(s)				\
	do {					\
		lazy_mmu_mode_enable();		\
		rinse(s);			\
		lazy_mmu_mode_disable();	\
	} while (0)

#define rinse_now(s)				\
	do {					\
		lazy_mmu_mode_pause();		\
		rinse(s);			\
		lazy_mmu_mode_resume();		\
	} while (0)
