// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: see Documentation/mm/lazy_mmu.rst for the
 * contract that they check.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/lazy_mmu.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#define MAX_DEPTH	8

/*
 * Whether sections are expected to turn a mode on here. This is deliberately
 * not found out by trying: a kernel that never turns it on has to fail.
 */
static bool mode_expected(void)
{
#if defined(CONFIG_X86) && defined(CONFIG_PARAVIRT_XXL)
	return boot_cpu_has(X86_FEATURE_XENPV);
#elif defined(CONFIG_PPC_64S_HASH_MMU)
	return !radix_enabled();
#else
	return IS_ENABLED(CONFIG_SPARC64) || IS_ENABLED(CONFIG_ARM64);
#endif
}

/* Whether a section belongs to the task, so that it can be switched out. */
static bool mode_of_task(void)
{
	return IS_ENABLED(CONFIG_X86) || IS_ENABLED(CONFIG_ARM64);
}

/*
 * What has been found in a section is told when the test is over: telling
 * allocates memory, which a section must not wait for.
 */
struct found {
	int line;
	bool on;
};

struct lazy_mmu_test {
	int preempt_count;	/* outside of all sections */
	unsigned int nr;
	struct found found[8];
};

static void expect_mode(struct kunit *test, bool on, int line)
{
	struct lazy_mmu_test *t = test->priv;

	if (is_lazy_mmu_mode_active() == on)
		return;
	if (t->nr < ARRAY_SIZE(t->found))
		t->found[t->nr] = (struct found){ line, !on };
	t->nr++;
}

#define expect_on(test)		expect_mode(test, mode_expected(), __LINE__)
#define expect_off(test)	expect_mode(test, false, __LINE__)

static int count_outside(struct kunit *test)
{
	return ((struct lazy_mmu_test *)test->priv)->preempt_count;
}

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

/* A section takes one preempt count at the most, however deep it is. */
static void nested_preempt_count(struct kunit *test)
{
	int count = preempt_count();
	lazy_mmu_state_t outer, middle, inner;
	int one, three;

	outer = lazy_mmu_mode_enable();
	one = preempt_count();
	middle = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	three = preempt_count();
	lazy_mmu_mode_disable(inner);
	lazy_mmu_mode_disable(middle);
	lazy_mmu_mode_disable(outer);

	KUNIT_EXPECT_LE(test, one, count + 1);
	KUNIT_EXPECT_EQ(test, one, three);
	KUNIT_EXPECT_EQ(test, preempt_count(), count);
}

static void pause_here(struct kunit *test)
{
	lazy_mmu_state_t state;

	state = lazy_mmu_mode_pause();
	expect_off(test);
	/* Nothing but the sections has kept this from sleeping: it may, now. */
	KUNIT_EXPECT_EQ(test, preempt_count(), count_outside(test));
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

/*
 * A page of vmalloc space and the PTE that maps it. The PTE is only changed
 * between read-only and read-write, which needs no care for the TLB.
 */
struct page_fixture {
	void *page;
	pte_t *ptep;
};

static int store_ptep(pte_t *ptep, unsigned long addr, void *data)
{
	pte_t **ret = data;

	*ret = ptep;
	return 0;
}

static void map_page(struct kunit *test, struct page_fixture *f)
{
	int err;

	f->page = vmalloc(PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, f->page);
	err = apply_to_existing_page_range(&init_mm, (unsigned long)f->page,
					   PAGE_SIZE, store_ptep, &f->ptep);
	if (err)
		vfree(f->page);
	KUNIT_ASSERT_EQ(test, err, 0);
}

static void unmap_page(struct page_fixture *f)
{
	vfree(f->page);
}

/* powerpc has set_pte_at() for entries that are not valid yet, only. */
static void make_readonly(struct page_fixture *f)
{
#ifdef CONFIG_PPC_BOOK3S_64
	pte_update(&init_mm, (unsigned long)f->page, f->ptep, _PAGE_WRITE, 0, 0);
#else
	set_pte_at(&init_mm, (unsigned long)f->page, f->ptep,
		   pte_wrprotect(ptep_get(f->ptep)));
#endif
}

static void make_writable(struct page_fixture *f)
{
#ifdef CONFIG_PPC_BOOK3S_64
	pte_update(&init_mm, (unsigned long)f->page, f->ptep, 0, _PAGE_WRITE, 0);
#else
	set_pte_at(&init_mm, (unsigned long)f->page, f->ptep,
		   pte_mkwrite_novma(ptep_get(f->ptep)));
#endif
}

static bool is_writable(struct page_fixture *f)
{
	return pte_write(ptep_get(f->ptep));
}

/* Each disable and each pause completes what was updated before it. */
static void updates_complete(struct kunit *test)
{
	bool nested, paused, in_pause;
	struct page_fixture f;
	lazy_mmu_state_t outer, inner;

	map_page(test, &f);
	KUNIT_EXPECT_TRUE(test, is_writable(&f));

	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	make_readonly(&f);
	lazy_mmu_mode_disable(inner);
	nested = is_writable(&f);

	make_writable(&f);
	inner = lazy_mmu_mode_pause();
	paused = is_writable(&f);
	make_readonly(&f);
	in_pause = is_writable(&f);
	lazy_mmu_mode_resume(inner);

	make_writable(&f);
	lazy_mmu_mode_disable(outer);

	KUNIT_EXPECT_FALSE(test, nested);
	KUNIT_EXPECT_TRUE(test, paused);
	KUNIT_EXPECT_FALSE(test, in_pause);
	KUNIT_EXPECT_TRUE(test, is_writable(&f));

	unmap_page(&f);
}

/*
 * Where updates are queued, an entry reads old until it is flushed: after the
 * end of a nested section, too.
 */
static void updates_queued(struct kunit *test)
{
	struct page_fixture f;
	lazy_mmu_state_t outer, inner;
	bool before, between, after;
	unsigned long flags;

	if (!IS_ENABLED(CONFIG_X86) || !mode_expected())
		kunit_skip(test, "updates of kernel entries are not queued here");

	map_page(test, &f);

	/* Interrupts may have the queue flushed, and so may preemption. */
	outer = lazy_mmu_mode_enable();
	local_irq_save(flags);
	make_readonly(&f);
	before = is_writable(&f);
	local_irq_restore(flags);

	inner = lazy_mmu_mode_enable();
	lazy_mmu_mode_disable(inner);
	between = is_writable(&f);

	local_irq_save(flags);
	make_writable(&f);
	after = is_writable(&f);
	local_irq_restore(flags);
	lazy_mmu_mode_disable(outer);

	KUNIT_EXPECT_TRUE(test, before);
	KUNIT_EXPECT_FALSE(test, between);
	KUNIT_EXPECT_FALSE(test, after);
	KUNIT_EXPECT_TRUE(test, is_writable(&f));

	unmap_page(&f);
}

/* The outer section still batches when an inner one has ended. */
static void batch_grows(struct kunit *test)
{
#ifdef CONFIG_PPC_64S_HASH_MMU
	unsigned long nested, added, left;
	lazy_mmu_state_t outer, inner;
	struct page_fixture f;

	if (!mode_expected())
		kunit_skip(test, "radix does not batch");

	map_page(test, &f);
	/* Only what is in the hash table has to be flushed from there. */
	memset(f.page, 0, PAGE_SIZE);

	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	lazy_mmu_mode_disable(inner);
	nested = this_cpu_read(ppc64_tlb_batch.index);
	make_readonly(&f);
	added = this_cpu_read(ppc64_tlb_batch.index);
	make_writable(&f);
	lazy_mmu_mode_disable(outer);
	left = this_cpu_read(ppc64_tlb_batch.index);

	KUNIT_EXPECT_EQ(test, nested, 0);
	KUNIT_EXPECT_EQ(test, added, 1);
	KUNIT_EXPECT_EQ(test, left, 0);

	unmap_page(&f);
#else
	kunit_skip(test, "the batch cannot be seen here");
#endif
}

static void skip_unless_mode_of_task(struct kunit *test)
{
	if (!mode_of_task())
		kunit_skip(test, "preemption is disabled in a section");
}

static void sleep_here(struct kunit *test)
{
	/*
	 * To sleep in a section is a bug, which must not do any harm where the
	 * mode belongs to the task. It stands for what is legal, but cannot be
	 * provoked at will: to be preempted.
	 */
	schedule_timeout_uninterruptible(1);
	expect_on(test);
}

struct new_task {
	struct completion done;
	bool active;
};

static int new_task_fn(void *data)
{
	struct new_task *new = data;

	new->active = is_lazy_mmu_mode_active();
	complete(&new->done);
	do_exit(0);
}

/* A new task is in nobody's section, its parent's included. */
static void new_task(struct kunit *test)
{
	lazy_mmu_state_t outer, inner;
	struct new_task new;
	pid_t pid;

	skip_unless_mode_of_task(test);
	init_completion(&new.done);
	new.active = true;

	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	pid = kernel_thread(new_task_fn, &new, "lazy_mmu_new", SIGCHLD);
	expect_on(test);
	lazy_mmu_mode_disable(inner);
	lazy_mmu_mode_disable(outer);

	KUNIT_ASSERT_GT(test, pid, 0);
	wait_for_completion(&new.done);
	KUNIT_EXPECT_FALSE(test, new.active);
}

static void sleep_two_levels(struct kunit *test)
{
	skip_unless_mode_of_task(test);

	at_depth(test, 2, sleep_here);
	expect_off(test);
}

static void sleep_three_levels(struct kunit *test)
{
	skip_unless_mode_of_task(test);

	at_depth(test, 3, sleep_here);
	expect_off(test);
}

static void migrate_here(struct kunit *test)
{
	int from = cpumask_first(cpu_online_mask);
	int to = cpumask_any_but(cpu_online_mask, from);

	KUNIT_EXPECT_EQ(test, set_cpus_allowed_ptr(current, cpumask_of(from)), 0);
	KUNIT_EXPECT_EQ(test, raw_smp_processor_id(), from);
	expect_on(test);
	KUNIT_EXPECT_EQ(test, set_cpus_allowed_ptr(current, cpumask_of(to)), 0);
	KUNIT_EXPECT_EQ(test, raw_smp_processor_id(), to);
	expect_on(test);
	KUNIT_EXPECT_EQ(test, set_cpus_allowed_ptr(current, cpu_possible_mask), 0);
}

static void migrate(struct kunit *test)
{
	skip_unless_mode_of_task(test);
	if (num_online_cpus() < 2)
		kunit_skip(test, "there is only one CPU");

	at_depth(test, 1, migrate_here);
	expect_off(test);
	at_depth(test, 3, migrate_here);
	expect_off(test);
}

/* What was updated before a task is switched out is there when it returns. */
static void sleep_updates_complete(struct kunit *test)
{
	struct page_fixture f;
	lazy_mmu_state_t outer, inner;

	skip_unless_mode_of_task(test);
	map_page(test, &f);

	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	make_readonly(&f);
	schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_FALSE(test, is_writable(&f));
	make_writable(&f);
	lazy_mmu_mode_disable(inner);
	lazy_mmu_mode_disable(outer);
	KUNIT_EXPECT_TRUE(test, is_writable(&f));

	unmap_page(&f);
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
	KUNIT_CASE(updates_complete),
	KUNIT_CASE(updates_queued),
	KUNIT_CASE(batch_grows),
	/* These end a kernel whose sections do not nest, so they come last. */
	KUNIT_CASE(new_task),
	KUNIT_CASE(migrate),
	KUNIT_CASE(sleep_updates_complete),
	KUNIT_CASE(sleep_two_levels),
	KUNIT_CASE(sleep_three_levels),
	{}
};

static int lazy_mmu_mode_init(struct kunit *test)
{
	struct lazy_mmu_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	if (!t)
		return -ENOMEM;

	t->preempt_count = preempt_count();
	test->priv = t;

	return 0;
}

static void lazy_mmu_mode_exit(struct kunit *test)
{
	struct lazy_mmu_test *t = test->priv;
	unsigned int i;

	for (i = 0; i < t->nr && i < ARRAY_SIZE(t->found); i++)
		KUNIT_FAIL(test, "line %d: the mode is %s", t->found[i].line,
			   t->found[i].on ? "on" : "off");
	if (t->nr > ARRAY_SIZE(t->found))
		KUNIT_FAIL(test, "%u more", t->nr - (unsigned int)ARRAY_SIZE(t->found));
}

static struct kunit_suite lazy_mmu_mode_test_suite = {
	.name = "lazy_mmu_mode",
	.init = lazy_mmu_mode_init,
	.exit = lazy_mmu_mode_exit,
	.test_cases = lazy_mmu_mode_test_cases,
};

kunit_test_suite(lazy_mmu_mode_test_suite);
