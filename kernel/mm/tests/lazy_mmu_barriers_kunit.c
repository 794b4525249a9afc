// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: the barriers that arm64 owes for valid
 * kernel entries, and how often they are paid. That paying executes them is not
 * visible from here.
 */
#include <linux/irqflags.h>
#include <linux/kernel.h>

#include "lazy_mmu_kunit.h"

/*
 * A handler may pay what this task owes, so interrupts are disabled wherever
 * that is looked at.
 */

/*
 * Count the pairs of barriers for @updates in a section, with a nested one in
 * it every @every updates. After an update that has paid, nothing is owed.
 */
static unsigned int count_pairs(struct entries *e, unsigned int updates,
				unsigned int every)
{
	lazy_mmu_state_t outer, inner;
	unsigned int pairs = 0, i;
	unsigned long flags;

	local_irq_save(flags);
	outer = lazy_mmu_mode_enable();
	for (i = 0; i < updates; i++) {
		make_readonly(e, i % e->nr);
		if (!barriers_pending())
			pairs++;
		if ((i + 1) % every)
			continue;
		inner = lazy_mmu_mode_enable();
		if (barriers_pending())
			pairs++;
		lazy_mmu_mode_disable(inner);
		if (barriers_pending())
			pairs += updates;	/* it should have paid */
	}
	if (barriers_pending())
		pairs++;
	lazy_mmu_mode_disable(outer);
	if (barriers_pending())
		pairs += updates;
	local_irq_restore(flags);

	return pairs;
}

static void pairs(struct kunit *test)
{
	unsigned int none, one, many, nested;
	struct entries e;

	lazy_mmu_test_map(test, &e, 64);
	none = count_pairs(&e, 0, UINT_MAX);
	one = count_pairs(&e, 1, UINT_MAX);
	many = count_pairs(&e, 512, UINT_MAX);
	nested = count_pairs(&e, 512, 8);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_EQ(test, none, 0);
	KUNIT_EXPECT_EQ(test, one, 1);
	KUNIT_EXPECT_EQ(test, many, 1);
	KUNIT_EXPECT_EQ(test, nested, 512 / 8);
}

/* User entries need no barriers, so a section owes none for them. */
static void user_entries(struct kunit *test)
{
	lazy_mmu_state_t state;
	bool owed = false;
	struct entries e;
	unsigned int i;

	lazy_mmu_test_map_user(test, &e, 16);
	state = lazy_mmu_mode_enable();
	for (i = 0; i < e.nr; i++) {
		make_readonly(&e, i);
		owed |= barriers_pending();
	}
	lazy_mmu_mode_disable(state);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_FALSE(test, owed);
}

/* Entries of upper levels are completed by the same barriers. */
static void upper_levels(struct kunit *test)
{
	bool by_pmd, by_pud = true, paid, outside;
	lazy_mmu_state_t state;
	unsigned long flags;
	struct entries e;
	pmd_t *pmdp;
	pud_t *pudp;

	if (mm_pmd_folded(&init_mm))
		kunit_skip(test, "page tables have two levels");

	lazy_mmu_test_map(test, &e, 1);
	pudp = pud_offset(p4d_offset(pgd_offset_k(e.addr), e.addr), e.addr);
	pmdp = pmd_offset(pudp, e.addr);

	/* They are written with what they are; the top level does not count. */
	local_irq_save(flags);
	state = lazy_mmu_mode_enable();
	set_pmd(pmdp, READ_ONCE(*pmdp));
	by_pmd = barriers_pending();
	arch_flush_lazy_mmu_mode();
	paid = !barriers_pending();
	if (!mm_pud_folded(&init_mm)) {
		set_pud(pudp, READ_ONCE(*pudp));
		by_pud = barriers_pending();
	}
	lazy_mmu_mode_disable(state);
	set_pmd(pmdp, READ_ONCE(*pmdp));
	outside = barriers_pending();
	local_irq_restore(flags);

	KUNIT_EXPECT_TRUE(test, by_pmd);
	KUNIT_EXPECT_TRUE(test, paid);
	KUNIT_EXPECT_TRUE(test, by_pud);
	KUNIT_EXPECT_FALSE(test, outside);

	lazy_mmu_test_unmap(&e);
}

/* A pause pays, and in a pause each entry pays for itself. */
static void pause(struct kunit *test)
{
	bool paused, in_pause, resumed, left;
	lazy_mmu_state_t outer, inner;
	unsigned long flags;
	struct entries e;

	lazy_mmu_test_map(test, &e, 1);
	local_irq_save(flags);
	outer = lazy_mmu_mode_enable();
	make_readonly(&e, 0);
	inner = lazy_mmu_mode_pause();
	paused = barriers_pending();
	make_writable(&e, 0);
	in_pause = barriers_pending();
	lazy_mmu_mode_resume(inner);
	make_readonly(&e, 0);
	resumed = barriers_pending();
	lazy_mmu_mode_disable(outer);
	left = barriers_pending();
	local_irq_restore(flags);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_FALSE(test, paused);
	KUNIT_EXPECT_FALSE(test, in_pause);
	KUNIT_EXPECT_TRUE(test, resumed);
	KUNIT_EXPECT_FALSE(test, left);
}

static struct kunit_case lazy_mmu_barriers_test_cases[] = {
	KUNIT_CASE(pairs),
	KUNIT_CASE(user_entries),
	KUNIT_CASE(upper_levels),
	KUNIT_CASE(pause),
	{}
};

static struct kunit_suite lazy_mmu_barriers_test_suite = {
	.name = "lazy_mmu_barriers",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_barriers_test_cases,
};

kunit_test_suite(lazy_mmu_barriers_test_suite);
