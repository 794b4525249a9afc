// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: what an architecture remembers of a section
 * is the same after a nested section, a pause, and each of them as a guard. An
 * architecture may have any type for that.
 */
#include <linux/string.h>

#include "lazy_mmu_kunit.h"

#define MAX_DEPTH	5

/* What a section that is opened here is told. */
static lazy_mmu_state_t probe(void)
{
	lazy_mmu_state_t state;

	state = lazy_mmu_mode_enable();
	lazy_mmu_mode_disable(state);

	return state;
}

static bool same(lazy_mmu_state_t a, lazy_mmu_state_t b)
{
	return !memcmp(&a, &b, sizeof(a));
}

static void nothing(void)
{
}

static void by_section(void)
{
	lazy_mmu_state_t outer, inner;

	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	lazy_mmu_mode_disable(inner);
	lazy_mmu_mode_disable(outer);
}

static void by_pause(void)
{
	lazy_mmu_state_t outer, inner;

	outer = lazy_mmu_mode_pause();
	inner = lazy_mmu_mode_pause();
	lazy_mmu_mode_resume(inner);
	lazy_mmu_mode_resume(outer);
}

static void by_section_in_pause(void)
{
	lazy_mmu_state_t outer, inner;

	outer = lazy_mmu_mode_pause();
	inner = lazy_mmu_mode_enable();
	lazy_mmu_mode_disable(inner);
	lazy_mmu_mode_resume(outer);
}

static void by_guards(void)
{
	guard(lazy_mmu_mode)();

	scoped_guard(lazy_mmu_pause)
		probe();
}

/* Call @fn at depth @depth: are all sections told the same after that? */
static bool keeps(unsigned int depth, void (*fn)(void))
{
	lazy_mmu_state_t state, before, after;
	bool kept;

	before = probe();
	if (depth) {
		state = lazy_mmu_mode_enable();
		kept = same(state, before) && keeps(depth - 1, fn);
		lazy_mmu_mode_disable(state);
	} else {
		fn();
		kept = true;
	}
	after = probe();

	return kept && same(before, after);
}

static void expect_kept(struct kunit *test, void (*fn)(void))
{
	unsigned int depth;

	for (depth = 0; depth <= MAX_DEPTH; depth++)
		KUNIT_EXPECT_TRUE_MSG(test, keeps(depth, fn), "depth %u", depth);
}

static void sections(struct kunit *test)
{
	expect_kept(test, nothing);
	expect_kept(test, by_section);
}

static void pauses(struct kunit *test)
{
	expect_kept(test, by_pause);
	expect_kept(test, by_section_in_pause);
}

static void guards(struct kunit *test)
{
	expect_kept(test, by_guards);
}

static struct kunit_case lazy_mmu_state_test_cases[] = {
	KUNIT_CASE(sections),
	KUNIT_CASE(pauses),
	KUNIT_CASE(guards),
	{}
};

static struct kunit_suite lazy_mmu_state_test_suite = {
	.name = "lazy_mmu_state",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_state_test_cases,
};

kunit_test_suite(lazy_mmu_state_test_suite);
