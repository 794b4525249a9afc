// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: sections, pauses and guards. See
 * Documentation/mm/lazy_mmu.rst for the contract that all these suites check.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "lazy_mmu_kunit.h"

#define MAX_DEPTH	8

/* Open @depth sections in one another and call @fn in the innermost one. */
static void at_depth(struct kunit *test, int depth,
		     void (*fn)(struct kunit *test))
{
	lazy_mmu_state_t state;

	if (!depth) {
		fn(test);
		return;
	}

	state = lazy_mmu_mode_enable();
	expect_on(test);
	at_depth(test, depth - 1, fn);
	expect_on(test);
	lazy_mmu_mode_disable(state);
}

static void nothing(struct kunit *test)
{
	expect_on(test);
}

static void enable_disable(struct kunit *test)
{
	int count = preempt_count();
	lazy_mmu_state_t state;

	expect_off(test);
	state = lazy_mmu_mode_enable();
	expect_on(test);
	lazy_mmu_mode_disable(state);
	expect_off(test);
	KUNIT_EXPECT_EQ(test, preempt_count(), count);
}

static void nested(struct kunit *test)
{
	lazy_mmu_state_t outer, inner;

	/* { { } { } } */
	outer = lazy_mmu_mode_enable();
	expect_on(test);
	inner = lazy_mmu_mode_enable();
	expect_on(test);
	lazy_mmu_mode_disable(inner);
	expect_on(test);
	inner = lazy_mmu_mode_enable();
	expect_on(test);
	lazy_mmu_mode_disable(inner);
	expect_on(test);
	lazy_mmu_mode_disable(outer);
	expect_off(test);
}

static void nested_deep(struct kunit *test)
{
	int count = preempt_count();
	int depth;

	for (depth = 1; depth <= MAX_DEPTH; depth++) {
		at_depth(test, depth, nothing);
		expect_off(test);
		KUNIT_EXPECT_EQ(test, preempt_count(), count);
	}
}

/*
 * Where a section keeps the task on its CPU, that takes exactly one preempt
 * count, however deep it is. Elsewhere it takes none.
 */
static void nested_preempt_count(struct kunit *test)
{
	int count = preempt_count();
	lazy_mmu_state_t outer, middle, inner;
	int expected = count;
	int one, three;

	if (IS_ENABLED(CONFIG_PREEMPT_COUNT) && lazy_mmu_test_mode_expected() &&
	    !lazy_mmu_test_mode_of_task())
		expected++;

	outer = lazy_mmu_mode_enable();
	one = preempt_count();
	middle = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	three = preempt_count();
	lazy_mmu_mode_disable(inner);
	lazy_mmu_mode_disable(middle);
	lazy_mmu_mode_disable(outer);

	KUNIT_EXPECT_EQ(test, one, expected);
	KUNIT_EXPECT_EQ(test, three, expected);
	KUNIT_EXPECT_EQ(test, preempt_count(), count);
}

static void pause_here(struct kunit *test)
{
	lazy_mmu_state_t state;

	state = lazy_mmu_mode_pause();
	expect_off(test);
	/* Nothing but the sections has kept this from sleeping: it may, now. */
	KUNIT_EXPECT_EQ(test, preempt_count(), lazy_mmu_test_preempt_count(test));
	might_sleep();
	lazy_mmu_mode_resume(state);
	expect_on(test);
}

static void pause_resume(struct kunit *test)
{
	static const int depths[] = { 1, 2, 5 };
	int count = preempt_count();
	int i;

	for (i = 0; i < ARRAY_SIZE(depths); i++) {
		at_depth(test, depths[i], pause_here);
		expect_off(test);
		KUNIT_EXPECT_EQ(test, preempt_count(), count);
	}
}

static void pause_when_off(struct kunit *test)
{
	lazy_mmu_state_t state;

	state = lazy_mmu_mode_pause();
	expect_off(test);
	lazy_mmu_mode_resume(state);
	expect_off(test);
}

static void pause_nested_here(struct kunit *test)
{
	lazy_mmu_state_t outer, inner;

	outer = lazy_mmu_mode_pause();
	expect_off(test);
	inner = lazy_mmu_mode_pause();
	expect_off(test);
	lazy_mmu_mode_resume(inner);
	expect_off(test);
	lazy_mmu_mode_resume(outer);
	expect_on(test);
}

static void pause_nested(struct kunit *test)
{
	at_depth(test, 1, pause_nested_here);
	expect_off(test);
	at_depth(test, 3, pause_nested_here);
	expect_off(test);
}

static void section_in_pause_here(struct kunit *test)
{
	lazy_mmu_state_t state;

	state = lazy_mmu_mode_pause();
	expect_off(test);
	at_depth(test, 2, nothing);
	expect_off(test);
	/* { pause { pause } } */
	at_depth(test, 1, pause_here);
	expect_off(test);
	lazy_mmu_mode_resume(state);
	expect_on(test);
}

static void section_in_pause(struct kunit *test)
{
	at_depth(test, 1, section_in_pause_here);
	expect_off(test);
	at_depth(test, 4, section_in_pause_here);
	expect_off(test);
}

static int guarded(struct kunit *test, bool early)
{
	guard(lazy_mmu_mode)();

	expect_on(test);
	if (early)
		return -EAGAIN;

	scoped_guard(lazy_mmu_mode)
		expect_on(test);
	expect_on(test);

	scoped_guard(lazy_mmu_pause)
		expect_off(test);
	expect_on(test);

	return 0;
}

static void guards(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, guarded(test, false), 0);
	expect_off(test);
	KUNIT_EXPECT_EQ(test, guarded(test, true), -EAGAIN);
	expect_off(test);
}

/* Bottom halves that are off make no difference to a task's own section. */
static void bh_disabled(struct kunit *test)
{
	int count = preempt_count();
	lazy_mmu_state_t outer, inner;

	outer = lazy_mmu_mode_enable();
	local_bh_disable();
	inner = lazy_mmu_mode_enable();
	expect_on(test);
	local_bh_enable();
	lazy_mmu_mode_disable(inner);
	expect_on(test);
	lazy_mmu_mode_disable(outer);
	expect_off(test);
	KUNIT_EXPECT_EQ(test, preempt_count(), count);
}

/* The same the other way round: they are off when a section is opened. */
static void bh_disabled_before(struct kunit *test)
{
	int count = preempt_count();
	lazy_mmu_state_t outer, inner;

	local_bh_disable();
	outer = lazy_mmu_mode_enable();
	expect_on(test);
	local_bh_enable();
	expect_on(test);
	inner = lazy_mmu_mode_enable();
	lazy_mmu_mode_disable(inner);
	expect_on(test);
	lazy_mmu_mode_disable(outer);
	expect_off(test);
	KUNIT_EXPECT_EQ(test, preempt_count(), count);
}

/*
 * What sections did in the early boot, when there was one CPU, no other task,
 * and call sites of hooks that were not patched yet.
 */
static struct {
	bool ran;
	bool before, outer, between, paused, after;
	bool nested_complete, complete;
	int count_before, count_after;
} early;

/* The earliest initcall of all: long before there are other CPUs. */
static int __init lazy_mmu_early(void)
{
	struct entries e = { .mm = &init_mm, .nr = 1 };
	lazy_mmu_state_t outer, inner;
	void *page = vmalloc(PAGE_SIZE);
	pte_t *ptep = NULL;

	if (!page)
		return 0;
	memset(page, 0, PAGE_SIZE);
	e.addr = (unsigned long)page;
	e.ptep = &ptep;
	if (lazy_mmu_test_find(&e))
		goto out;

	early.count_before = preempt_count();
	early.before = is_lazy_mmu_mode_active();
	outer = lazy_mmu_mode_enable();
	early.outer = is_lazy_mmu_mode_active();
	inner = lazy_mmu_mode_enable();
	make_readonly(&e, 0);
	lazy_mmu_mode_disable(inner);
	early.nested_complete = !is_writable(&e, 0);
	early.between = is_lazy_mmu_mode_active();
	inner = lazy_mmu_mode_pause();
	early.paused = is_lazy_mmu_mode_active();
	lazy_mmu_mode_resume(inner);
	make_writable(&e, 0);
	lazy_mmu_mode_disable(outer);
	early.complete = is_writable(&e, 0);
	early.after = is_lazy_mmu_mode_active();
	early.count_after = preempt_count();
	early.ran = true;
out:
	vfree(page);
	return 0;
}
console_initcall(lazy_mmu_early);

static void early_boot(struct kunit *test)
{
	bool on = lazy_mmu_test_mode_expected();

	KUNIT_ASSERT_TRUE(test, early.ran);
	KUNIT_EXPECT_FALSE(test, early.before);
	KUNIT_EXPECT_EQ(test, early.outer, on);
	KUNIT_EXPECT_TRUE(test, early.nested_complete);
	KUNIT_EXPECT_EQ(test, early.between, on);
	KUNIT_EXPECT_FALSE(test, early.paused);
	KUNIT_EXPECT_TRUE(test, early.complete);
	KUNIT_EXPECT_FALSE(test, early.after);
	KUNIT_EXPECT_EQ(test, early.count_before, early.count_after);
}

static struct kunit_case lazy_mmu_mode_test_cases[] = {
	KUNIT_CASE(enable_disable),
	KUNIT_CASE(nested),
	KUNIT_CASE(nested_deep),
	KUNIT_CASE(nested_preempt_count),
	KUNIT_CASE(pause_resume),
	KUNIT_CASE(pause_when_off),
	KUNIT_CASE(pause_nested),
	KUNIT_CASE(section_in_pause),
	KUNIT_CASE(guards),
	KUNIT_CASE(bh_disabled),
	KUNIT_CASE(bh_disabled_before),
	KUNIT_CASE(early_boot),
	{}
};

static struct kunit_suite lazy_mmu_mode_test_suite = {
	.name = "lazy_mmu_mode",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_mode_test_cases,
};

kunit_test_suite(lazy_mmu_mode_test_suite);
