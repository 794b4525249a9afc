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
 * @on: ... in its section ...
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
	lazy_mmu_state_t outer, inner;

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
	/* That disable has issued what the interrupted task had pending. */
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
	hrtimer_init(&h->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	h->timer.function = handle_timer;
	hrtimer_start(&h->timer, ms_to_ktime(1), HRTIMER_MODE_REL_PINNED_HARD);
}

static void settle_timer(struct handler *h)
{
	hrtimer_cancel(&h->timer);
}

/* When bottom halves are enabled again, they run: here, in the section. */
static void raise_tasklet(struct handler *h)
{
	tasklet_setup(&h->tasklet, handle_tasklet);
	local_bh_disable();
	tasklet_schedule(&h->tasklet);
	local_bh_enable();
}

static void settle_tasklet(struct handler *h)
{
	tasklet_kill(&h->tasklet);
}

/*
 * Have @raise interrupt nested sections which have something queued. It must
 * come to this CPU, so the task stays there. @settle makes sure that nothing
 * comes any more.
 */
static void interrupt(struct kunit *test, void (*raise)(struct handler *h),
		      void (*settle)(struct handler *h))
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
	raise(&h);
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
	settle(&h);

	KUNIT_EXPECT_FALSE(test, is_writable(&e, 0));
	KUNIT_EXPECT_TRUE(test, is_writable(&e, 1));
	KUNIT_EXPECT_EQ(test, batch_len(), 0);
	KUNIT_EXPECT_FALSE(test, barriers_pending());

	/* The handler has neither used the batch nor flushed it. */
	KUNIT_EXPECT_EQ(test, before, batched);
	KUNIT_EXPECT_EQ(test, after, batched);
	KUNIT_EXPECT_EQ(test, again, 2 * batched);

	KUNIT_EXPECT_TRUE(test, h.done);
	if (h.done) {
		KUNIT_EXPECT_FALSE(test, h.in_task);
		KUNIT_EXPECT_FALSE(test, h.found);
		KUNIT_EXPECT_FALSE(test, h.on);
		KUNIT_EXPECT_FALSE(test, h.left);
		KUNIT_EXPECT_TRUE(test, h.complete);
		KUNIT_EXPECT_FALSE(test, h.pending);
		KUNIT_EXPECT_EQ(test, h.len, batched);
		KUNIT_EXPECT_EQ(test, h.len_after, batched);
	}

	lazy_mmu_test_unmap(&e);
}

static void irq_work(struct kunit *test)
{
	interrupt(test, raise_work, settle_work);
}

static void hrtimer(struct kunit *test)
{
	interrupt(test, raise_timer, settle_timer);
}

static void softirq(struct kunit *test)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		kunit_skip(test, "softirqs have threads of their own");

	interrupt(test, raise_tasklet, settle_tasklet);
}

static struct kunit_case lazy_mmu_interrupts_test_cases[] = {
	KUNIT_CASE(irq_work),
	KUNIT_CASE(hrtimer),
	KUNIT_CASE(softirq),
	{}
};

static struct kunit_suite lazy_mmu_interrupts_test_suite = {
	.name = "lazy_mmu_interrupts",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_interrupts_test_cases,
};

kunit_test_suite(lazy_mmu_interrupts_test_suite);
