// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: interrupts in the middle of a section,
 * whose handlers have sections of their own.
 */
#include <linux/bottom_half.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/preempt.h>

#include "lazy_mmu_kunit.h"

/*
 * struct handler - a handler and what it has found
 * @entries: What it updates: not what the interrupted section does.
 * @found: The mode was on in the handler before it opened a section ...
 * @on: ... in its section, or in a pause of that ...
 * @left: ... and after that.
 * @complete: Each of its updates was there when the call returned.
 * @pending: ... but for barriers.
 * @in_task: It was not a handler after all.
 * @len: How long the batch was for it at first ...
 * @len_after: ... and in the end.
 * @done: All of this is valid.
 */
struct handler {
	struct irq_work work;
	struct hrtimer timer;
	struct tasklet_struct tasklet;
	struct entries *entries;
	bool found, on, left, complete, pending, in_task;
	unsigned long len, len_after;
	bool done;
};

static void handle(struct handler *h)
{
	lazy_mmu_state_t outer, inner, paused;

	h->in_task = in_task();
	h->len = batch_len();
	h->found = is_lazy_mmu_mode_active();
	make_readonly(h->entries, 1);
	h->complete = !is_writable(h->entries, 1);

	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	h->on = is_lazy_mmu_mode_active();
	make_writable(h->entries, 1);
	h->complete &= is_writable(h->entries, 1);
	lazy_mmu_mode_disable(inner);
	h->on |= is_lazy_mmu_mode_active();
	/* That disable has also completed what the interrupted task has queued. */
	make_readonly(h->entries, 1);
	h->complete &= !is_writable(h->entries, 1);

	paused = lazy_mmu_mode_pause();
	h->on |= is_lazy_mmu_mode_active();
	make_writable(h->entries, 1);
	h->complete &= is_writable(h->entries, 1);
	lazy_mmu_mode_resume(paused);
	h->on |= is_lazy_mmu_mode_active();
	make_readonly(h->entries, 1);
	h->complete &= !is_writable(h->entries, 1);
	h->pending = barriers_pending();
	lazy_mmu_mode_disable(outer);

	h->left = is_lazy_mmu_mode_active();
	make_writable(h->entries, 1);
	h->complete &= is_writable(h->entries, 1);
	h->len_after = batch_len();
	/* Pairs with wait_for(). */
	smp_store_release(&h->done, true);
}

static void handle_work(struct irq_work *work)
{
	handle(container_of(work, struct handler, work));
}

static enum hrtimer_restart handle_timer(struct hrtimer *timer)
{
	handle(container_of(timer, struct handler, timer));
	return HRTIMER_NORESTART;
}

static void handle_tasklet(struct tasklet_struct *tasklet)
{
	handle(container_of(tasklet, struct handler, tasklet));
}

/* Not by sleeping: the interrupt has to come in the middle of the section. */
static void wait_for(struct handler *h)
{
	unsigned long end = jiffies + 20 * HZ;

	/* Pairs with handle(). */
	while (!smp_load_acquire(&h->done) && time_before(jiffies, end))
		cpu_relax();
}

static void raise_work(struct handler *h)
{
	h->work = IRQ_WORK_INIT_HARD(handle_work);
	irq_work_queue(&h->work);
}

static void settle_work(struct handler *h)
{
	irq_work_sync(&h->work);
}

static void raise_timer(struct handler *h)
{
	hrtimer_init_on_stack(&h->timer, CLOCK_MONOTONIC,
			      HRTIMER_MODE_REL_PINNED_HARD);
	h->timer.function = handle_timer;
	hrtimer_start(&h->timer, ms_to_ktime(1), HRTIMER_MODE_REL_PINNED_HARD);
}

static void settle_timer(struct handler *h)
{
	hrtimer_cancel(&h->timer);
	destroy_hrtimer_on_stack(&h->timer);
}

/* When bottom halves are enabled again, they run: here, in the section. */
static void raise_tasklet(struct handler *h)
{
	tasklet_setup(&h->tasklet, handle_tasklet);
	local_bh_disable();
	tasklet_hi_schedule(&h->tasklet);
	local_bh_enable();
}

static void settle_tasklet(struct handler *h)
{
	tasklet_kill(&h->tasklet);
}

/*
 * struct source - where an interrupt comes from
 * @raise: Have the handler called, on this CPU.
 * @settle: Make sure that it is not called any more.
 */
struct source {
	void (*raise)(struct handler *h);
	void (*settle)(struct handler *h);
};

static const struct source work_source = { raise_work, settle_work };
static const struct source timer_source = { raise_timer, settle_timer };
static const struct source tasklet_source = { raise_tasklet, settle_tasklet };

static void expect_handled(struct kunit *test, const struct handler *h,
			   unsigned long len)
{
	KUNIT_ASSERT_TRUE(test, h->done);
	KUNIT_EXPECT_FALSE(test, h->in_task);
	KUNIT_EXPECT_FALSE(test, h->found);
	KUNIT_EXPECT_FALSE(test, h->on);
	KUNIT_EXPECT_FALSE(test, h->left);
	KUNIT_EXPECT_TRUE(test, h->complete);
	KUNIT_EXPECT_FALSE(test, h->pending);
	KUNIT_EXPECT_EQ(test, h->len, len);
	KUNIT_EXPECT_EQ(test, h->len_after, len);
}

/*
 * Have @source interrupt nested sections which have something queued. It must
 * come to this CPU, so the task stays there.
 */
static void in_sections(struct kunit *test, const struct source *source)
{
	unsigned long before, after, again, batched = lazy_mmu_test_batches();
	lazy_mmu_state_t outer, inner;
	struct handler h = { 0 };
	struct entries e;

	lazy_mmu_test_map(test, &e, 2);
	h.entries = &e;

	preempt_disable();
	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	make_readonly(&e, 0);
	before = batch_len();
	source->raise(&h);
	wait_for(&h);
	after = batch_len();
	expect_on(test);
	make_readonly(&e, 0);
	again = batch_len();
	lazy_mmu_mode_disable(inner);
	expect_on(test);
	lazy_mmu_mode_disable(outer);
	preempt_enable();
	expect_off(test);
	source->settle(&h);

	KUNIT_EXPECT_FALSE(test, is_writable(&e, 0));
	KUNIT_EXPECT_TRUE(test, is_writable(&e, 1));
	KUNIT_EXPECT_EQ(test, batch_len(), 0);
	KUNIT_EXPECT_FALSE(test, barriers_pending());
	lazy_mmu_test_unmap(&e);

	/* The handler has neither used the batch nor flushed it. */
	KUNIT_EXPECT_EQ(test, before, batched);
	KUNIT_EXPECT_EQ(test, after, batched);
	KUNIT_EXPECT_EQ(test, again, 2 * batched);
	expect_handled(test, &h, batched);
}

/*
 * Have @source interrupt a task that has paused its section. The mode is off and
 * stays off: an update behind the handler must not wait.
 */
static void in_pause(struct kunit *test, const struct source *source)
{
	lazy_mmu_state_t outer, inner, paused;
	struct handler h = { 0 };
	bool complete, pending;
	struct entries e;

	lazy_mmu_test_map(test, &e, 2);
	h.entries = &e;

	preempt_disable();
	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	paused = lazy_mmu_mode_pause();
	source->raise(&h);
	wait_for(&h);
	expect_off(test);
	make_readonly(&e, 0);
	complete = !is_writable(&e, 0);
	pending = barriers_pending();
	lazy_mmu_mode_resume(paused);
	expect_on(test);
	make_writable(&e, 0);
	lazy_mmu_mode_disable(inner);
	expect_on(test);
	lazy_mmu_mode_disable(outer);
	preempt_enable();
	expect_off(test);
	source->settle(&h);

	KUNIT_EXPECT_TRUE(test, complete);
	KUNIT_EXPECT_FALSE(test, pending);
	KUNIT_EXPECT_TRUE(test, is_writable(&e, 0));
	KUNIT_EXPECT_TRUE(test, is_writable(&e, 1));
	lazy_mmu_test_unmap(&e);

	expect_handled(test, &h, 0);
}

static void skip_without_softirqs(struct kunit *test)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		kunit_skip(test, "softirqs have threads of their own");
}

static void irq_work(struct kunit *test)
{
	in_sections(test, &work_source);
}

static void hrtimer(struct kunit *test)
{
	in_sections(test, &timer_source);
}

static void softirq(struct kunit *test)
{
	skip_without_softirqs(test);
	in_sections(test, &tasklet_source);
}

static void irq_work_in_pause(struct kunit *test)
{
	in_pause(test, &work_source);
}

static void hrtimer_in_pause(struct kunit *test)
{
	in_pause(test, &timer_source);
}

static void softirq_in_pause(struct kunit *test)
{
	skip_without_softirqs(test);
	in_pause(test, &tasklet_source);
}

/*
 * struct flusher - a handler that needs what the interrupted section has queued
 * @complete: All of it was complete when the flush returned.
 */
struct flusher {
	struct irq_work work;
	struct entries *entries;
	bool complete, done;
};

static void flush_work_fn(struct irq_work *work)
{
	struct flusher *f = container_of(work, struct flusher, work);

	arch_flush_lazy_mmu_mode();
	f->complete = !is_writable(f->entries, 0) && !barriers_pending();
	/* Pairs with flush_in_handler(). */
	smp_store_release(&f->done, true);
}

/*
 * A handler changes the entry of an object that the interrupted section may have
 * changed, too, as KFENCE does: arch_flush_lazy_mmu_mode() completes what is
 * queued on this CPU, also in a handler, and the section goes on.
 */
static void flush_in_handler(struct kunit *test)
{
	unsigned long end = jiffies + 20 * HZ;
	struct flusher f = { 0 };
	lazy_mmu_state_t state;
	struct entries e;

	if (!lazy_mmu_test_mode_of_task())
		kunit_skip(test, "nothing flushes in handlers here");

	lazy_mmu_test_map(test, &e, 1);
	f.entries = &e;
	f.work = IRQ_WORK_INIT_HARD(flush_work_fn);

	preempt_disable();
	state = lazy_mmu_mode_enable();
	make_readonly(&e, 0);
	irq_work_queue(&f.work);
	/* Pairs with flush_work_fn(). */
	while (!smp_load_acquire(&f.done) && time_before(jiffies, end))
		cpu_relax();
	expect_on(test);
	make_writable(&e, 0);
	lazy_mmu_mode_disable(state);
	preempt_enable();
	irq_work_sync(&f.work);

	KUNIT_EXPECT_TRUE(test, f.done);
	KUNIT_EXPECT_TRUE(test, f.complete);
	KUNIT_EXPECT_TRUE(test, is_writable(&e, 0));
	lazy_mmu_test_unmap(&e);
}

static struct kunit_case lazy_mmu_interrupts_test_cases[] = {
	KUNIT_CASE(irq_work),
	KUNIT_CASE(hrtimer),
	KUNIT_CASE(softirq),
	KUNIT_CASE(irq_work_in_pause),
	KUNIT_CASE(hrtimer_in_pause),
	KUNIT_CASE(softirq_in_pause),
	KUNIT_CASE(flush_in_handler),
	{}
};

static struct kunit_suite lazy_mmu_interrupts_test_suite = {
	.name = "lazy_mmu_interrupts",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_interrupts_test_cases,
};

kunit_test_suite(lazy_mmu_interrupts_test_suite);
