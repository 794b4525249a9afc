// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: what becomes of the updates that are made
 * in a section.
 */
#include <linux/bottom_half.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>

#include "lazy_mmu_kunit.h"

/* Each disable and each pause completes what was updated before it. */
static void updates_complete(struct kunit *test)
{
	unsigned long len_nested, len_paused, len_left;
	bool nested, paused, in_pause;
	lazy_mmu_state_t outer, inner;
	struct entries e;

	lazy_mmu_test_map(test, &e, 1);
	KUNIT_EXPECT_TRUE(test, is_writable(&e, 0));

	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	make_readonly(&e, 0);
	lazy_mmu_mode_disable(inner);
	nested = is_writable(&e, 0);
	len_nested = batch_len();

	make_writable(&e, 0);
	inner = lazy_mmu_mode_pause();
	paused = is_writable(&e, 0);
	len_paused = batch_len();
	make_readonly(&e, 0);
	in_pause = is_writable(&e, 0);
	len_paused |= batch_len();
	lazy_mmu_mode_resume(inner);

	make_writable(&e, 0);
	lazy_mmu_mode_disable(outer);
	len_left = batch_len();

	KUNIT_EXPECT_FALSE(test, nested);
	KUNIT_EXPECT_EQ(test, len_nested, 0);
	KUNIT_EXPECT_TRUE(test, paused);
	KUNIT_EXPECT_FALSE(test, in_pause);
	KUNIT_EXPECT_EQ(test, len_paused, 0);
	KUNIT_EXPECT_TRUE(test, is_writable(&e, 0));
	KUNIT_EXPECT_EQ(test, len_left, 0);

	lazy_mmu_test_unmap(&e);
}

/*
 * Where updates are queued, an entry reads old until it is flushed: after the
 * end of a nested section and after a pause, too.
 */
static void updates_queued(struct kunit *test)
{
	bool before, between, after, resumed;
	lazy_mmu_state_t outer, inner;
	unsigned long flags;
	struct entries e;

	if (!IS_ENABLED(CONFIG_X86) || !lazy_mmu_test_mode_expected())
		kunit_skip(test, "updates of entries are not queued here");

	lazy_mmu_test_map(test, &e, 1);

	/* Interrupts may have the queue flushed, and so may preemption. */
	outer = lazy_mmu_mode_enable();
	local_irq_save(flags);
	make_readonly(&e, 0);
	before = is_writable(&e, 0);
	local_irq_restore(flags);

	inner = lazy_mmu_mode_enable();
	lazy_mmu_mode_disable(inner);
	between = is_writable(&e, 0);

	local_irq_save(flags);
	make_writable(&e, 0);
	after = is_writable(&e, 0);
	local_irq_restore(flags);

	inner = lazy_mmu_mode_pause();
	lazy_mmu_mode_resume(inner);
	local_irq_save(flags);
	make_readonly(&e, 0);
	resumed = is_writable(&e, 0);
	local_irq_restore(flags);
	lazy_mmu_mode_disable(outer);

	KUNIT_EXPECT_TRUE(test, before);
	KUNIT_EXPECT_FALSE(test, between);
	KUNIT_EXPECT_FALSE(test, after);
	KUNIT_EXPECT_TRUE(test, resumed);
	KUNIT_EXPECT_FALSE(test, is_writable(&e, 0));

	lazy_mmu_test_unmap(&e);
}

/* What is updated last is what remains, also if bottom halves were disabled. */
static void updates_in_order(struct kunit *test)
{
	lazy_mmu_state_t state;
	struct entries e;

	lazy_mmu_test_map(test, &e, 2);

	state = lazy_mmu_mode_enable();
	make_readonly(&e, 0);
	local_bh_disable();
	make_writable(&e, 0);
	make_readonly(&e, 1);
	local_bh_enable();
	make_writable(&e, 1);
	lazy_mmu_mode_disable(state);

	KUNIT_EXPECT_TRUE(test, is_writable(&e, 0));
	KUNIT_EXPECT_TRUE(test, is_writable(&e, 1));

	lazy_mmu_test_unmap(&e);
}

/* What is queued for several page tables in turn gets into the right ones. */
static void several_tables(struct kunit *test)
{
	unsigned int i, table, tables, wrong = 0, nr = 8;
	lazy_mmu_state_t state;
	struct entries e;

	if (!IS_ENABLED(CONFIG_X86) || !lazy_mmu_test_mode_expected())
		kunit_skip(test, "updates of entries are not queued here");

	lazy_mmu_test_map_user(test, &e, 3 * PTRS_PER_PTE);

	state = lazy_mmu_mode_enable();
	for (tables = 1; tables <= 3; tables++)
		for (i = 0; i < nr; i++)
			for (table = 0; table < tables; table++)
				make_readonly(&e, table * PTRS_PER_PTE +
					      tables * nr + i);
	lazy_mmu_mode_disable(state);

	for (i = 0; i < e.nr; i++) {
		table = i / PTRS_PER_PTE;
		tables = i % PTRS_PER_PTE / nr;
		wrong += is_writable(&e, i) !=
			 (tables <= table || tables > 3);
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);

	lazy_mmu_test_unmap(&e);
}

static void skip_unless_batches(struct kunit *test)
{
	if (!lazy_mmu_test_batches())
		kunit_skip(test, "there is no batch of flushes here");
}

/* The outer section still batches when an inner one has ended, or a pause. */
static void batch_grows(struct kunit *test)
{
	unsigned long nested, added, paused, resumed, left;
	lazy_mmu_state_t outer, inner;
	struct entries e;

	skip_unless_batches(test);
	lazy_mmu_test_map(test, &e, 2);

	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	lazy_mmu_mode_disable(inner);
	nested = batch_len();
	make_readonly(&e, 0);
	make_readonly(&e, 1);
	added = batch_len();
	inner = lazy_mmu_mode_pause();
	paused = batch_len();
	lazy_mmu_mode_resume(inner);
	make_writable(&e, 0);
	resumed = batch_len();
	lazy_mmu_mode_disable(outer);
	left = batch_len();

	KUNIT_EXPECT_EQ(test, nested, 0);
	KUNIT_EXPECT_EQ(test, added, 2);
	KUNIT_EXPECT_EQ(test, paused, 0);
	KUNIT_EXPECT_EQ(test, resumed, 1);
	KUNIT_EXPECT_EQ(test, left, 0);

	lazy_mmu_test_unmap(&e);
}

/*
 * Count the flushes of @updates in a section, with a nested one in it every
 * @every updates. An update that makes the batch longer has not been flushed.
 */
static unsigned int count_flushes(struct entries *e, unsigned int updates,
				  unsigned int every)
{
	lazy_mmu_state_t outer, inner;
	unsigned int flushes = 0, i;
	unsigned long len;

	outer = lazy_mmu_mode_enable();
	for (i = 0; i < updates; i++) {
		len = batch_len();
		make_readonly(e, i % e->nr);
		if (batch_len() != len + 1)
			flushes++;
		if ((i + 1) % every)
			continue;
		inner = lazy_mmu_mode_enable();
		len = batch_len();
		lazy_mmu_mode_disable(inner);
		if (len)
			flushes++;
	}
	len = batch_len();
	lazy_mmu_mode_disable(outer);

	return flushes + !!len;
}

static void batch_flushes(struct kunit *test)
{
	const unsigned int updates = 512, every = 8;
	unsigned int nested, flat;
	struct entries e;

	skip_unless_batches(test);
	lazy_mmu_test_map(test, &e, 64);

	nested = count_flushes(&e, updates, every);
	flat = count_flushes(&e, updates, updates + 1);

	/* As often as a nested section ends; as often as the batch is full. */
	KUNIT_EXPECT_EQ(test, nested, updates / every);
	KUNIT_EXPECT_EQ(test, flat, DIV_ROUND_UP(updates, BATCH_MAX));

	lazy_mmu_test_unmap(&e);
}

static struct kunit_case lazy_mmu_updates_test_cases[] = {
	KUNIT_CASE(updates_complete),
	KUNIT_CASE(updates_queued),
	KUNIT_CASE(updates_in_order),
	KUNIT_CASE(several_tables),
	KUNIT_CASE(batch_grows),
	KUNIT_CASE(batch_flushes),
	{}
};

static struct kunit_suite lazy_mmu_updates_test_suite = {
	.name = "lazy_mmu_updates",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_updates_test_cases,
};

kunit_test_suite(lazy_mmu_updates_test_suite);
