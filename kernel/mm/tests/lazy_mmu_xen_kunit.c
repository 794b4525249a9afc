// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: the queue of a Xen PV guest, and what must
 * not wait in it.
 */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/irq_work.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/thread_info.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include <asm/tlbflush.h>

#include <trace/events/xen.h>

#include "lazy_mmu_kunit.h"

#define TEXT	0x4c617a79

static void skip_unless_xen(struct kunit *test)
{
	if (!lazy_mmu_test_mode_expected())
		kunit_skip(test, "not a Xen PV guest");
}

/*
 * struct tables - page tables that a task allocates
 * @task: Who is watched.
 * @linked: How many there were.
 */
struct tables {
	struct task_struct *task;
	unsigned int linked;
};

static void table_allocated(void *data, struct mm_struct *mm, unsigned long pfn,
			    unsigned int level, bool pinned)
{
	struct tables *t = data;

	if (current == t->task && pinned)
		t->linked++;
}

static bool has_text(void *mapped, unsigned int page)
{
	u32 text = 0;

	return !copy_from_kernel_nofault(&text, mapped + page * PAGE_SIZE,
					 sizeof(text)) && text == TEXT;
}

/*
 * The most ranges of two megabytes that are mapped for one new page table. The
 * page tables of ranges that were unmapped stay, and are used again: the tests
 * before leave up to lazy_max_pages() of them, 32 MiB for each power of two of
 * CPUs.
 */
#define RANGES 512

/*
 * A function that maps something may be called in a section, even if it has to
 * allocate a page table for that. Each call takes another two megabytes, so
 * there is one in the end.
 */
static void new_table(struct kunit *test)
{
	unsigned int i, n, nr = PTRS_PER_PTE, wrong = 0;
	struct tables tables = { .task = current };
	lazy_mmu_state_t outer, inner;
	struct page **pages, *page;
	void **mapped;

	skip_unless_xen(test);
	if (!IS_ENABLED(CONFIG_TRACEPOINTS))
		kunit_skip(test, "the kernel was built without TRACEPOINTS");

	pages = kunit_kcalloc(test, nr, sizeof(*pages), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pages);
	mapped = kunit_kcalloc(test, RANGES, sizeof(*mapped), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, mapped);
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	*(u32 *)page_address(page) = TEXT;
	for (i = 0; i < nr; i++)
		pages[i] = page;

	KUNIT_ASSERT_EQ(test, register_trace_xen_mmu_alloc_ptpage(table_allocated,
								  &tables), 0);
	/* The last one is the one with the new table, or could not be mapped. */
	for (n = 0; n < RANGES && !tables.linked && (!n || mapped[n - 1]); n++) {
		outer = lazy_mmu_mode_enable();
		inner = lazy_mmu_mode_enable();
		mapped[n] = vmap(pages, nr, VM_MAP, PAGE_KERNEL);
		for (i = 0; mapped[n] && i < nr; i++)
			wrong += !has_text(mapped[n], i);
		lazy_mmu_mode_disable(inner);
		expect_on(test);
		lazy_mmu_mode_disable(outer);
	}
	unregister_trace_xen_mmu_alloc_ptpage(table_allocated, &tables);
	tracepoint_synchronize_unregister();

	KUNIT_EXPECT_GT(test, tables.linked, 0);
	KUNIT_EXPECT_NOT_NULL(test, mapped[n - 1]);
	KUNIT_EXPECT_EQ(test, wrong, 0);

	for (i = 0; i < n; i++) {
		outer = lazy_mmu_mode_enable();
		vunmap(mapped[i]);
		lazy_mmu_mode_disable(outer);
	}
	__free_page(page);
}

/*
 * struct flusher - a handler that needs what the interrupted task has queued
 * @entries: The task has made the first one read-only.
 * @queued: That was still in the queue when the handler began ...
 * @complete: ... and no longer when it had flushed.
 * @done: All of this is valid.
 */
struct flusher {
	struct irq_work work;
	struct entries *entries;
	bool queued, complete, done;
};

static void flush_in_handler(struct irq_work *work)
{
	struct flusher *f = container_of(work, struct flusher, work);

	f->queued = is_writable(f->entries, 0);
	arch_flush_lazy_mmu_mode();
	f->complete = !is_writable(f->entries, 0);
	/* Pairs with flush_from_handler(). */
	smp_store_release(&f->done, true);
}

/* The queue is that of the CPU: a handler can flush it. */
static void flush_from_handler(struct kunit *test)
{
	unsigned long end, flags;
	lazy_mmu_state_t state;
	struct flusher f = { };
	struct entries e;

	skip_unless_xen(test);
	lazy_mmu_test_map(test, &e, 1);
	f.entries = &e;
	f.work = IRQ_WORK_INIT_HARD(flush_in_handler);

	preempt_disable();
	state = lazy_mmu_mode_enable();
	local_irq_save(flags);
	irq_work_queue(&f.work);
	make_readonly(&e, 0);
	local_irq_restore(flags);
	end = jiffies + 20 * HZ;
	/* Pairs with flush_in_handler(). */
	while (!smp_load_acquire(&f.done) && time_before(jiffies, end))
		cpu_relax();
	expect_on(test);
	lazy_mmu_mode_disable(state);
	preempt_enable();
	irq_work_sync(&f.work);

	KUNIT_EXPECT_TRUE(test, f.done);
	KUNIT_EXPECT_TRUE(test, f.queued);
	KUNIT_EXPECT_TRUE(test, f.complete);

	lazy_mmu_test_unmap(&e);
}

/* A flush does not depend on the mode, and does not change it. */
static void flush_keeps_mode(struct kunit *test)
{
	bool queued[2], complete[2], on;
	lazy_mmu_state_t state;
	unsigned long flags;
	struct entries e;

	skip_unless_xen(test);
	lazy_mmu_test_map(test, &e, 1);

	local_irq_save(flags);
	state = lazy_mmu_mode_enable();
	make_readonly(&e, 0);
	queued[0] = is_writable(&e, 0);
	arch_flush_lazy_mmu_mode();
	complete[0] = !is_writable(&e, 0);
	on = is_lazy_mmu_mode_active();

	/* As in the middle of xen_leave_lazy_mmu(). */
	make_writable(&e, 0);
	queued[1] = !is_writable(&e, 0);
	current_thread_info()->status &= ~TS_LAZY_MMU;
	arch_flush_lazy_mmu_mode();
	complete[1] = is_writable(&e, 0);
	expect_off(test);
	current_thread_info()->status |= TS_LAZY_MMU;
	lazy_mmu_mode_disable(state);
	local_irq_restore(flags);

	KUNIT_EXPECT_TRUE(test, queued[0]);
	KUNIT_EXPECT_TRUE(test, complete[0]);
	KUNIT_EXPECT_TRUE(test, on);
	KUNIT_EXPECT_TRUE(test, queued[1]);
	KUNIT_EXPECT_TRUE(test, complete[1]);

	lazy_mmu_test_unmap(&e);
}

/*
 * An NMI may come while the task fills the queue, so its sections leave that alone.
 * Its own updates are done at once.
 */
static void nmi(struct kunit *test)
{
	lazy_mmu_state_t state, inner;
	bool queued, kept, at_once;
	unsigned long flags;
	struct entries e;

	skip_unless_xen(test);
	lazy_mmu_test_map(test, &e, 2);

	local_irq_save(flags);
	state = lazy_mmu_mode_enable();
	make_readonly(&e, 0);
	queued = is_writable(&e, 0);
	__preempt_count_add(NMI_OFFSET);
	inner = lazy_mmu_mode_enable();
	make_readonly(&e, 1);
	at_once = !is_writable(&e, 1);
	arch_flush_lazy_mmu_mode();
	lazy_mmu_mode_disable(inner);
	kept = is_writable(&e, 0);
	__preempt_count_sub(NMI_OFFSET);
	expect_on(test);
	lazy_mmu_mode_disable(state);
	local_irq_restore(flags);

	KUNIT_EXPECT_TRUE(test, queued);
	KUNIT_EXPECT_TRUE(test, at_once);
	KUNIT_EXPECT_TRUE(test, kept);
	KUNIT_EXPECT_FALSE(test, is_writable(&e, 0));

	lazy_mmu_test_unmap(&e);
}

/*
 * struct tenant - a task that uses an address space
 * @mm: The address space.
 * @addr: Where there is a page with a number.
 * @ready: The task uses @mm.
 * @text: The number that the task has read when it was woken up again.
 * @ran: It has.
 * @stop: It may end.
 */
struct tenant {
	struct mm_struct *mm;
	unsigned long addr;
	struct completion ready, done;
	u32 text;
	bool ran, stop;
};

/* Read a number of the address space as soon as it is switched to. */
static int read_when_woken(void *data)
{
	struct tenant *t = data;

	kthread_use_mm(t->mm);
	set_current_state(TASK_UNINTERRUPTIBLE);
	complete(&t->ready);
	schedule();
	if (copy_from_user(&t->text, (void __user *)t->addr, sizeof(t->text)))
		t->text = 0;
	kthread_unuse_mm(t->mm);
	WRITE_ONCE(t->ran, true);
	complete(&t->done);

	return 0;
}

/* Keep an address space loaded on another CPU. */
static int stay(void *data)
{
	unsigned long end = jiffies + 20 * HZ;
	struct tenant *t = data;

	kthread_use_mm(t->mm);
	complete(&t->ready);
	while (!READ_ONCE(t->stop) && time_before(jiffies, end))
		cpu_relax();
	kthread_unuse_mm(t->mm);
	complete(&t->done);

	return 0;
}

static struct task_struct *start_tenant(struct tenant *t, int (*what)(void *data),
					int cpu, bool realtime)
{
	struct task_struct *task = kthread_create(what, t, "lazy_mmu_tenant");

	if (IS_ERR(task))
		return NULL;
	init_completion(&t->ready);
	init_completion(&t->done);
	kthread_bind(task, cpu);
	if (realtime)
		sched_set_fifo(task);
	wake_up_process(task);
	wait_for_completion(&t->ready);

	return task;
}

static bool map_number(struct kunit *test, struct entries *e, struct tenant *t,
		       u32 text)
{
	lazy_mmu_test_map_user(test, e, 1);
	*t = (struct tenant){ .mm = e->mm, .addr = e->addr };

	return !copy_to_user((void __user *)e->addr, &text, sizeof(text));
}

/*
 * A section of an address space that is loaded on two CPUs queues a flush of
 * the TLB, and is preempted by a task with another address space: the switch
 * must not go into the arguments of the flush.
 */
static void switch_after_flush(struct kunit *test)
{
	int here = cpumask_first(cpu_online_mask);
	int there = cpumask_any_but(cpu_online_mask, here);
	struct task_struct *waiting, *staying;
	struct tenant mine, other, neighbour;
	struct entries e_mine, e_other;
	bool at_once, mapped;
	lazy_mmu_state_t state;

	skip_unless_xen(test);
	if (num_online_cpus() < 2)
		kunit_skip(test, "there is only one CPU");
	if (!preempt_model_preemptible())
		kunit_skip(test, "the kernel is not preemptible");

	mapped = map_number(test, &e_other, &other, 2);
	kthread_unuse_mm(e_other.mm);
	mapped &= map_number(test, &e_mine, &mine, 1);
	KUNIT_ASSERT_TRUE(test, mapped);
	KUNIT_ASSERT_EQ(test, mine.addr, other.addr);
	neighbour = mine;

	KUNIT_ASSERT_EQ(test, set_cpus_allowed_ptr(current, cpumask_of(here)), 0);
	waiting = start_tenant(&other, read_when_woken, here, true);
	KUNIT_ASSERT_NOT_NULL(test, waiting);
	staying = start_tenant(&neighbour, stay, there, false);
	KUNIT_ASSERT_NOT_NULL(test, staying);

	state = lazy_mmu_mode_enable();
	make_readonly(&e_mine, 0);
	flush_tlb_mm_range(e_mine.mm, e_mine.addr, e_mine.addr + PAGE_SIZE,
			   PAGE_SHIFT, false);
	wake_up_process(waiting);
	at_once = READ_ONCE(other.ran);
	make_writable(&e_mine, 0);
	lazy_mmu_mode_disable(state);

	wait_for_completion(&other.done);
	WRITE_ONCE(neighbour.stop, true);
	wait_for_completion(&neighbour.done);
	set_cpus_allowed_ptr(current, cpu_possible_mask);

	KUNIT_EXPECT_TRUE(test, at_once);
	KUNIT_EXPECT_EQ(test, other.text, 2);
	KUNIT_EXPECT_TRUE(test, is_writable(&e_mine, 0));

	lazy_mmu_test_unmap(&e_mine);
	kthread_use_mm(e_other.mm);
	lazy_mmu_test_unmap(&e_other);
}

static struct kunit_case lazy_mmu_xen_test_cases[] = {
	KUNIT_CASE(flush_from_handler),
	KUNIT_CASE(flush_keeps_mode),
	KUNIT_CASE(nmi),
	KUNIT_CASE(new_table),
	KUNIT_CASE(switch_after_flush),
	{}
};

static struct kunit_suite lazy_mmu_xen_test_suite = {
	.name = "lazy_mmu_xen",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_xen_test_cases,
};

kunit_test_suite(lazy_mmu_xen_test_suite);
