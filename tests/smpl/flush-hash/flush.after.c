// SPDX-License-Identifier: GPL-2.0-only
static inline void before(void)
{
}

static inline void after(void)
{
}
