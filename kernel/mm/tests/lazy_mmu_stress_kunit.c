// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit test for the lazy MMU mode: at random moments, a real-time task preempts
 * a task that opens sections, pauses them, and maps and unmaps memory. What
 * matters is not a preemption within a section, which other suites have, but
 * one within enable, disable, pause and resume: between any two steps of theirs.
 */
#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/moduleparam.h>
#include <linux/preempt.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

#include "lazy_mmu_kunit.h"

static unsigned int seconds = 20;
module_param(seconds, uint, 0444);
MODULE_PARM_DESC(seconds, "How long the stress takes where the mode belongs to the task");

/* A slow machine gets this many times as long to preempt often enough. */
#define PATIENCE	2
/* What it takes for a result, each where the mode belongs to the task. */
#define MIN_ROUNDS	200
#define MIN_INSIDE	200
#define MIN_AT_EDGES	50

/* The real-time task sleeps for so long, plus what its wakeup takes. */
#define MIN_SLEEP_NS	NSEC_PER_USEC
#define MAX_SLEEP_NS	(50 * NSEC_PER_USEC)

#define NR_MAPPED	8

/* Where the task is that is to be preempted. */
enum place {
	OUTSIDE,
	ENABLE,
	INSIDE,
	DISABLE,
	PAUSE,
	PAUSED,
	RESUME,
	NR_PLACES
};

/*
 * struct findings - expectations that did not hold
 *
 * Each task has its own, as they are made in sections.
 */
struct findings {
	unsigned int nr;
	int line[8];
};

static void note(struct findings *f, int line)
{
	if (f->nr < ARRAY_SIZE(f->line))
		f->line[f->nr] = line;
	f->nr++;
}

#define expect(findings, condition)				\
	do {							\
		if (!(condition))				\
			note(findings, __LINE__);		\
	} while (0)

/*
 * struct stress - two tasks on one CPU
 * @e: The first entry is changed by the task that is preempted, the second one by
 *	the one that preempts it.
 * @pages: To be mapped; each begins with its number.
 * @place: Where the preempted task is.
 * @writable: The first entry has been made writable or not; -1: it is being
 *	changed.
 * @steps: Grows while the preempted task makes progress.
 * @found: ... by it.
 * @found_rt: ... by the real-time task.
 * @hits: How often it was preempted in each place.
 */
struct stress {
	struct entries e;
	struct page *pages[NR_MAPPED];
	enum place place;
	int writable;
	unsigned long steps;
	struct findings found, found_rt;
	unsigned long rounds;
	unsigned long hits[NR_PLACES];
};

/* --- the real-time task --- */

/* What it finds, and a section of its own in the middle of that of the other. */
static void intrude(struct stress *s)
{
	int writable = READ_ONCE(s->writable);
	lazy_mmu_state_t outer, inner;

	s->hits[READ_ONCE(s->place)]++;

	expect(&s->found_rt, !is_lazy_mmu_mode_active());
	/* What was queued is complete where a section can be switched out. */
	if (writable >= 0)
		expect(&s->found_rt, is_writable(&s->e, 0) == writable);

	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	make_readonly(&s->e, 1);
	lazy_mmu_mode_disable(inner);
	expect(&s->found_rt, !is_writable(&s->e, 1));
	expect(&s->found_rt, is_lazy_mmu_mode_active() ==
			     lazy_mmu_test_mode_expected());
	make_writable(&s->e, 1);
	lazy_mmu_mode_disable(outer);
	expect(&s->found_rt, is_writable(&s->e, 1));
	expect(&s->found_rt, !is_lazy_mmu_mode_active());
}

/*
 * The timer runs while the CPU changes to the other task. On a slow machine it
 * would always expire before that has done anything. So the time is adapted:
 * the other task is to make progress between most of the wakeups.
 */
static int intruder(void *data)
{
	int count = preempt_count();
	u64 overhead = 0, sleep;
	struct stress *s = data;
	unsigned long steps;
	ktime_t timeout;

	while (!kthread_should_stop()) {
		sleep = get_random_u32_inclusive(MIN_SLEEP_NS, MAX_SLEEP_NS);
		timeout = ns_to_ktime(overhead + sleep);
		steps = READ_ONCE(s->steps);
		set_current_state(TASK_INTERRUPTIBLE);
		schedule_hrtimeout(&timeout, HRTIMER_MODE_REL_PINNED_HARD);
		if (READ_ONCE(s->steps) == steps) {
			overhead += 2 * NSEC_PER_USEC;
			continue;
		}
		if (overhead)
			overhead -= NSEC_PER_USEC;
		intrude(s);
		expect(&s->found_rt, preempt_count() == count);
	}

	return 0;
}

/* --- the task that is preempted --- */

static void be_at(struct stress *s, enum place place)
{
	barrier();
	WRITE_ONCE(s->place, place);
	WRITE_ONCE(s->steps, s->steps + 1);
	barrier();
}

static __always_inline lazy_mmu_state_t enable(struct stress *s)
{
	lazy_mmu_state_t state;

	be_at(s, ENABLE);
	state = lazy_mmu_mode_enable();
	be_at(s, INSIDE);
	expect(&s->found, is_lazy_mmu_mode_active() ==
			  lazy_mmu_test_mode_expected());

	return state;
}

static __always_inline void disable(struct stress *s, lazy_mmu_state_t state,
				    enum place next)
{
	be_at(s, DISABLE);
	lazy_mmu_mode_disable(state);
	be_at(s, next);
	expect(&s->found, is_lazy_mmu_mode_active() ==
			  (next == INSIDE && lazy_mmu_test_mode_expected()));
	expect(&s->found, is_writable(&s->e, 0) == s->writable);
}

static __always_inline lazy_mmu_state_t pause(struct stress *s)
{
	lazy_mmu_state_t state;

	be_at(s, PAUSE);
	state = lazy_mmu_mode_pause();
	be_at(s, PAUSED);
	expect(&s->found, !is_lazy_mmu_mode_active());
	expect(&s->found, is_writable(&s->e, 0) == s->writable);

	return state;
}

static __always_inline void resume(struct stress *s, lazy_mmu_state_t state)
{
	be_at(s, RESUME);
	lazy_mmu_mode_resume(state);
	be_at(s, INSIDE);
	expect(&s->found, is_lazy_mmu_mode_active() ==
			  lazy_mmu_test_mode_expected());
}

static void update(struct stress *s, bool writable)
{
	WRITE_ONCE(s->writable, -1);
	barrier();
	if (writable)
		make_writable(&s->e, 0);
	else
		make_readonly(&s->e, 0);
	barrier();
	WRITE_ONCE(s->writable, writable);
}

static void sections(struct stress *s)
{
	lazy_mmu_state_t outer, inner, paused, within;

	outer = enable(s);
	update(s, false);
	inner = enable(s);
	update(s, true);
	disable(s, inner, INSIDE);
	update(s, false);
	inner = enable(s);
	update(s, true);
	update(s, false);

	paused = pause(s);
	update(s, true);
	expect(&s->found, is_writable(&s->e, 0));
	within = enable(s);
	update(s, false);
	disable(s, within, PAUSED);
	resume(s, paused);

	update(s, true);
	disable(s, inner, INSIDE);
	disable(s, outer, OUTSIDE);
}

/* vmap() and vunmap() have sections of their own. */
static void map_and_unmap(struct stress *s)
{
	unsigned int *mapped = vmap(s->pages, NR_MAPPED, VM_MAP, PAGE_KERNEL);
	unsigned int i;

	if (!mapped) {
		note(&s->found, __LINE__);
		return;
	}
	for (i = 0; i < NR_MAPPED; i++)
		expect(&s->found, mapped[i * PAGE_SIZE / sizeof(*mapped)] == i);
	vunmap(mapped);
}

static bool preempted_enough(const struct stress *s)
{
	return s->rounds >= MIN_ROUNDS && s->hits[INSIDE] >= MIN_INSIDE &&
	       s->hits[ENABLE] + s->hits[DISABLE] + s->hits[PAUSE] +
	       s->hits[RESUME] >= MIN_AT_EDGES;
}

static void run(struct stress *s, bool of_task)
{
	u64 length = (of_task ? seconds : 1) * (u64)NSEC_PER_SEC;
	u64 start = ktime_get_ns(), end = start + length, now;
	u64 limit = start + length * (of_task ? PATIENCE : 1);
	int count = preempt_count();

	do {
		/* Mostly sections, so that preemptions are mostly there. */
		if (!(s->rounds % 16))
			map_and_unmap(s);
		sections(s);
		expect(&s->found, preempt_count() == count);
		s->rounds++;
		cond_resched();
		now = ktime_get_ns();
	} while (!s->found.nr && !READ_ONCE(s->found_rt.nr) &&
		 (now < end || (now < limit && !preempted_enough(s))));
}

static void free_pages_of(struct stress *s)
{
	unsigned int i;

	for (i = 0; i < NR_MAPPED && s->pages[i]; i++)
		__free_page(s->pages[i]);
}

static bool alloc_pages_for(struct stress *s)
{
	unsigned int i;

	for (i = 0; i < NR_MAPPED; i++) {
		s->pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!s->pages[i])
			return false;
		*(unsigned int *)page_address(s->pages[i]) = i;
	}

	return true;
}

static void report(struct kunit *test, const struct findings *f, const char *who)
{
	unsigned int i;

	for (i = 0; i < f->nr && i < ARRAY_SIZE(f->line); i++)
		KUNIT_FAIL(test, "line %d does not hold in %s", f->line[i], who);
	if (f->nr > ARRAY_SIZE(f->line))
		KUNIT_FAIL(test, "%u more in %s",
			   f->nr - (unsigned int)ARRAY_SIZE(f->line), who);
}

static void preempted_anywhere(struct kunit *test)
{
	unsigned int cpu = cpumask_last(cpu_online_mask);
	bool of_task = lazy_mmu_test_mode_of_task() &&
		       lazy_mmu_test_mode_expected();
	struct task_struct *task;
	struct stress *s;

	if (!preempt_model_preemptible())
		kunit_skip(test, "the kernel is not preemptible");

	s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	s->writable = 1;
	lazy_mmu_test_map(test, &s->e, 2);
	task = kthread_create(intruder, s, "lazy_mmu_rt");
	if (IS_ERR(task) || !alloc_pages_for(s)) {
		KUNIT_FAIL(test, "out of memory");
		goto out;
	}

	/* On small machines, the first CPU has more to do. */
	set_cpus_allowed_ptr(current, cpumask_of(cpu));
	kthread_bind(task, cpu);
	sched_set_fifo(task);
	wake_up_process(task);
	run(s, of_task);
	set_cpus_allowed_ptr(current, cpu_possible_mask);

	kunit_info(test, "%lu rounds; preempted %lu times in enable, %lu inside, %lu in disable, %lu in pause, %lu paused, %lu in resume, %lu outside\n",
		   s->rounds, s->hits[ENABLE], s->hits[INSIDE],
		   s->hits[DISABLE], s->hits[PAUSE], s->hits[PAUSED],
		   s->hits[RESUME], s->hits[OUTSIDE]);
out:
	if (!IS_ERR(task))
		kthread_stop(task);
	report(test, &s->found, "the preempted task");
	report(test, &s->found_rt, "the real-time task");
	if (of_task && !s->found.nr && !s->found_rt.nr)
		KUNIT_EXPECT_TRUE_MSG(test, preempted_enough(s),
				      "preempted too seldom to tell anything");
	free_pages_of(s);
	lazy_mmu_test_unmap(&s->e);
}

static struct kunit_case lazy_mmu_stress_test_cases[] = {
	KUNIT_CASE_SLOW(preempted_anywhere),
	{}
};

static struct kunit_suite lazy_mmu_stress_test_suite = {
	.name = "lazy_mmu_stress",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_stress_test_cases,
};

kunit_test_suite(lazy_mmu_stress_test_suite);
