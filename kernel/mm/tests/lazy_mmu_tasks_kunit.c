// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: tasks that are switched out in the middle
 * of sections, and new ones. They end a kernel whose sections do not nest, so
 * they come last.
 */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/smp.h>

#include "lazy_mmu_kunit.h"

static void skip_unless_mode_of_task(struct kunit *test)
{
	if (!lazy_mmu_test_mode_of_task())
		kunit_skip(test, "the mode does not belong to the task here");
}

/*
 * Open @depth sections in one another, update the first entry in the innermost
 * one, and have @switch_out give the CPU away there. The update must be
 * complete when that returns, and the sections as good as before.
 */
static void switched_out(struct kunit *test, int depth, struct entries *e,
			 void (*switch_out)(struct kunit *test,
					    struct entries *e, void *arg),
			 void *arg)
{
	lazy_mmu_state_t state;

	if (!depth) {
		make_readonly(e, 0);
		switch_out(test, e, arg);
		expect_on(test);
		expect_in_section(test, !is_writable(e, 0));
		make_writable(e, 0);
		return;
	}

	state = lazy_mmu_mode_enable();
	expect_on(test);
	switched_out(test, depth - 1, e, switch_out, arg);
	expect_on(test);
	lazy_mmu_mode_disable(state);
	expect_in_section(test, is_writable(e, 0));
}

struct new_task {
	struct completion done;
	bool active, pending;
};

static int new_task_fn(void *data)
{
	struct new_task *new = data;

	new->pending = barriers_pending();
	new->active = is_lazy_mmu_mode_active();
	complete(&new->done);
	do_exit(0);
}

/* A new task is in nobody's section, its parent's included, and has nothing pending. */
static void new_task(struct kunit *test)
{
	lazy_mmu_state_t outer, inner;
	struct new_task new;
	struct entries e;
	pid_t pid;

	skip_unless_mode_of_task(test);
	init_completion(&new.done);
	new.active = true;
	new.pending = true;
	lazy_mmu_test_map(test, &e, 1);

	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	make_readonly(&e, 0);
	pid = user_mode_thread(new_task_fn, &new, SIGCHLD);
	expect_on(test);
	make_writable(&e, 0);
	lazy_mmu_mode_disable(inner);
	lazy_mmu_mode_disable(outer);
	lazy_mmu_test_unmap(&e);

	KUNIT_ASSERT_GT(test, pid, 0);
	wait_for_completion(&new.done);
	KUNIT_EXPECT_FALSE(test, new.active);
	KUNIT_EXPECT_FALSE(test, new.pending);
}

/*
 * struct intruder - the task that preempts a section
 * @entries: It sees what the section has done to the first one, and changes the
 *	second one in a section of its own.
 */
struct intruder {
	struct completion done;
	struct entries *entries;
	bool ran, found, on, left, complete, own_complete;
};

static int intrude(void *data)
{
	struct intruder *i = data;
	lazy_mmu_state_t outer, inner;

	i->found = is_lazy_mmu_mode_active();
	i->complete = !is_writable(i->entries, 0);
	outer = lazy_mmu_mode_enable();
	inner = lazy_mmu_mode_enable();
	make_readonly(i->entries, 1);
	lazy_mmu_mode_disable(inner);
	i->own_complete = !is_writable(i->entries, 1);
	i->on = is_lazy_mmu_mode_active();
	lazy_mmu_mode_disable(outer);
	i->left = is_lazy_mmu_mode_active();
	i->ran = true;
	complete(&i->done);

	return 0;
}

/* A real-time task that wakes up takes the CPU at once. */
static void preempt_here(struct kunit *test, struct entries *e, void *task)
{
	wake_up_process(task);
}

static void preempted_at(struct kunit *test, int depth)
{
	struct task_struct *task;
	struct intruder i = { 0 };
	struct entries e;
	bool at_once;

	lazy_mmu_test_map(test, &e, 2);
	i.entries = &e;
	init_completion(&i.done);
	task = kthread_create(intrude, &i, "lazy_mmu_rt");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	kthread_bind(task, raw_smp_processor_id());
	sched_set_fifo(task);

	switched_out(test, depth, &e, preempt_here, task);
	at_once = READ_ONCE(i.ran);
	wait_for_completion(&i.done);

	KUNIT_EXPECT_TRUE(test, at_once);
	KUNIT_EXPECT_FALSE(test, i.found);
	KUNIT_EXPECT_TRUE(test, i.complete);
	KUNIT_EXPECT_EQ(test, i.on, lazy_mmu_test_mode_expected());
	KUNIT_EXPECT_TRUE(test, i.own_complete);
	KUNIT_EXPECT_FALSE(test, i.left);

	lazy_mmu_test_unmap(&e);
}

static void preempted(struct kunit *test)
{
	int cpu = cpumask_first(cpu_online_mask);
	int depth;

	skip_unless_mode_of_task(test);
	if (!preempt_model_preemptible())
		kunit_skip(test, "the kernel is not preemptible");

	/* Where the intruder will be, too. */
	KUNIT_ASSERT_EQ(test, set_cpus_allowed_ptr(current, cpumask_of(cpu)), 0);
	for (depth = 1; depth <= 3; depth++)
		preempted_at(test, depth);
	set_cpus_allowed_ptr(current, cpu_possible_mask);
}

static void switched_out_at(struct kunit *test, int depth,
			    void (*switch_out)(struct kunit *test,
					       struct entries *e, void *arg),
			    void *arg)
{
	struct entries e;

	lazy_mmu_test_map(test, &e, 1);
	switched_out(test, depth, &e, switch_out, arg);
	expect_off(test);
	lazy_mmu_test_unmap(&e);
}

/*
 * Become a task of @cpu without sleeping: somebody else moves this task, while
 * it is running or has yielded.
 */
static bool move_to(unsigned int cpu)
{
	unsigned long end = jiffies + 20 * HZ;

	while (raw_smp_processor_id() != cpu && time_before(jiffies, end))
		schedule();

	return raw_smp_processor_id() == cpu;
}

/*
 * struct mover - a task that moves another one from CPU to CPU
 * @of: The other one ...
 * @to: ... and where it is to be: set by the latter.
 */
struct mover {
	struct task_struct *of;
	unsigned int to;
	int err;
};

static int move(void *data)
{
	struct mover *m = data;

	while (!kthread_should_stop()) {
		unsigned int to = READ_ONCE(m->to);

		if (task_cpu(m->of) != to)
			m->err |= set_cpus_allowed_ptr(m->of, cpumask_of(to));
		schedule_timeout_idle(1);
	}

	return 0;
}

static void migrate_here(struct kunit *test, struct entries *e, void *mover)
{
	unsigned int from = cpumask_first(cpu_online_mask);
	unsigned int to = cpumask_any_but(cpu_online_mask, from);
	struct mover *m = mover;

	WRITE_ONCE(m->to, from);
	expect_in_section(test, move_to(from));
	expect_on(test);
	make_writable(e, 0);
	make_readonly(e, 0);
	WRITE_ONCE(m->to, to);
	expect_in_section(test, move_to(to));
}

static void migrate(struct kunit *test)
{
	struct mover m = { .of = current, .to = raw_smp_processor_id() };
	struct task_struct *task;
	int depth;

	skip_unless_mode_of_task(test);
	if (num_online_cpus() < 2)
		kunit_skip(test, "there is only one CPU");

	task = kthread_run(move, &m, "lazy_mmu_mover");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	for (depth = 1; depth <= 3; depth++)
		switched_out_at(test, depth, migrate_here, &m);
	kthread_stop(task);
	set_cpus_allowed_ptr(current, cpu_possible_mask);
	KUNIT_EXPECT_EQ(test, m.err, 0);
}

/*
 * To sleep in a section is a bug, which must not do any harm where the mode
 * belongs to the task.
 */
static void sleep_here(struct kunit *test, struct entries *e, void *arg)
{
	schedule_timeout_uninterruptible(1);
}

static void sleep_two_levels(struct kunit *test)
{
	skip_unless_mode_of_task(test);
	switched_out_at(test, 2, sleep_here, NULL);
}

static void sleep_three_levels(struct kunit *test)
{
	skip_unless_mode_of_task(test);
	switched_out_at(test, 3, sleep_here, NULL);
}

static struct kunit_case lazy_mmu_tasks_test_cases[] = {
	KUNIT_CASE(new_task),
	KUNIT_CASE(migrate),
	KUNIT_CASE(preempted),
	KUNIT_CASE(sleep_two_levels),
	KUNIT_CASE(sleep_three_levels),
	{}
};

static struct kunit_suite lazy_mmu_tasks_test_suite = {
	.name = "lazy_mmu_tasks",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_tasks_test_cases,
};

kunit_test_suite(lazy_mmu_tasks_test_suite);
