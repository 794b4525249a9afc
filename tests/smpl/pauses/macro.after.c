// SPDX-License-Identifier: GPL-2.0-only
/* A macro is left alone. */
#define rinse_now(s)				\
	do {					\
		lazy_mmu_mode_pause();		\
		rinse(s);			\
		lazy_mmu_mode_resume();		\
	} while (0)

#define rinse_begin() do { lazy_mmu_mode_pause(); } while (0)
#define rinse_end() lazy_mmu_mode_resume()
