// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: set_memory_*() gives all mappings of a page
 * the attributes that were asked for, before it returns, on all CPUs.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/set_memory.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include <asm/sections.h>

#ifdef CONFIG_XEN_PV
#include <trace/events/xen.h>
#endif

#include "lazy_mmu_kunit.h"

#define PAGES	8

/* Whether the kernel can execute from where @pte maps, if the test can tell. */
static bool exec_is(pte_t pte, bool exec)
{
#if defined(CONFIG_ARM64)
	return !(pte_val(pte) & PTE_PXN) == exec;
#elif defined(CONFIG_X86) || defined(CONFIG_PPC) || defined(CONFIG_RISCV)
	return pte_exec(pte) == exec;
#else
	return true;
#endif
}

/*
 * struct change - a call, and what the entries of its pages must be like then.
 * Nothing is ever writable and executable.
 */
struct change {
	const char *name;
	int (*set)(unsigned long addr, int numpages);
	bool write, exec;
};

static const struct change changes[] = {
	{ "set_memory_ro", set_memory_ro, false, false },
	{ "set_memory_x", set_memory_x, false, true },
	{ "set_memory_nx", set_memory_nx, false, false },
	{ "set_memory_rw", set_memory_rw, true, false },
};

static void expect_entry(struct kunit *test, const char *name, const char *where,
			 unsigned int i, pte_t pte, bool write, bool exec)
{
	KUNIT_EXPECT_EQ_MSG(test, (bool)pte_write(pte), write,
			    "%s: %s %u is%s writable", name, where, i,
			    write ? " not" : "");
	KUNIT_EXPECT_TRUE_MSG(test, exec_is(pte, exec),
			      "%s: %s %u is%s executable", name, where, i,
			      exec ? " not" : "");
}

#ifdef CONFIG_X86
static pte_t entry_of(unsigned long addr)
{
	unsigned int level;
	pte_t *ptep = lookup_address(addr, &level);

	return ptep ? *ptep : __pte(0);
}

static pte_t direct_map_of(struct entries *e, unsigned int i)
{
	void *page = (void *)(e->addr + i * PAGE_SIZE);

	return entry_of((unsigned long)page_address(vmalloc_to_page(page)));
}

/* An alias in the direct map stays executable, or not, as it was. */
static void expect_direct_map(struct kunit *test, const struct change *c,
			      struct entries *e, unsigned int i, bool write,
			      pte_t before)
{
	expect_entry(test, c->name, "direct map of page", i,
		     direct_map_of(e, i), write, exec_is(before, true));
}
#else
static pte_t direct_map_of(struct entries *e, unsigned int i)
{
	return __pte(0);
}

static void expect_direct_map(struct kunit *test, const struct change *c,
			      struct entries *e, unsigned int i, bool write,
			      pte_t before)
{
}
#endif

/* All pages but the first and the last one change, and their aliases. */
static void vmalloc_area(struct kunit *test)
{
	const struct change *c;
	pte_t direct[PAGES];
	struct entries e;
	unsigned int i;

	lazy_mmu_test_map(test, &e, PAGES);
	for (i = 0; i < PAGES; i++)
		direct[i] = direct_map_of(&e, i);
	for (c = changes; c < changes + ARRAY_SIZE(changes); c++) {
		KUNIT_EXPECT_EQ(test, c->set(e.addr + PAGE_SIZE, PAGES - 2), 0);
		for (i = 0; i < PAGES; i++) {
			bool inside = i > 0 && i < PAGES - 1;

			expect_entry(test, c->name, "page", i,
				     ptep_get(e.ptep[i]), !inside || c->write,
				     inside && c->exec);
			expect_direct_map(test, c, &e, i, !inside || c->write,
					  direct[i]);
		}
	}
	lazy_mmu_test_unmap(&e);
}

#ifdef CONFIG_X86_64
static char image_page[PAGE_SIZE] __aligned(PAGE_SIZE);

/*
 * Change the page at @addr, which is also mapped at @alias. An alias is changed
 * as @addr is, but never made executable or not, unless both mappings share the
 * page table.
 */
static void change_with_alias(struct kunit *test, unsigned long addr,
			      unsigned long alias)
{
	const struct change *c;
	unsigned int level;
	bool shared;

	KUNIT_ASSERT_EQ(test, set_memory_nx(addr, 1), 0);
	KUNIT_ASSERT_EQ(test, set_memory_nx(alias, 1), 0);
	shared = lookup_address(addr, &level) == lookup_address(alias, &level);

	for (c = changes; c < changes + ARRAY_SIZE(changes); c++) {
		KUNIT_EXPECT_EQ(test, c->set(addr, 1), 0);
		expect_entry(test, c->name, "page", 0, entry_of(addr), c->write,
			     c->exec);
		expect_entry(test, c->name, "alias", 0, entry_of(alias),
			     c->write, shared && c->exec);
	}

	/* Both attributes at once: neither may be lost. */
	KUNIT_EXPECT_EQ(test, set_memory_rox(addr, 1), 0);
	expect_entry(test, "set_memory_rox", "page", 0, entry_of(addr), false,
		     true);
	expect_entry(test, "set_memory_rox", "alias", 0, entry_of(alias), false,
		     shared);
	KUNIT_EXPECT_EQ(test, set_memory_nx(addr, 1), 0);
	KUNIT_EXPECT_EQ(test, set_memory_rw(addr, 1), 0);
	expect_entry(test, "set_memory_rw", "alias", 0, entry_of(alias), true,
		     false);
}

static void kernel_image(struct kunit *test)
{
	unsigned long image = (unsigned long)image_page;
	unsigned long direct = (unsigned long)__va(__pa_symbol(image_page));

	change_with_alias(test, direct, image);
	change_with_alias(test, image, direct);
}
#else
static void kernel_image(struct kunit *test)
{
	kunit_skip(test, "aliases of the kernel image are for x86");
}
#endif

/*
 * struct writer - a task that writes all the time, on another CPU
 * @addr: Where.
 * @writes: How often it has done so.
 * @readonly: set_memory_ro() has returned.
 * @tried, @stale: A write that began later was tried, and succeeded.
 */
struct writer {
	unsigned long *addr;
	unsigned long writes;
	atomic_t readonly, tried;
	bool stale;
};

static int write_all_the_time(void *data)
{
	struct writer *w = data;

	while (!kthread_should_stop()) {
		bool readonly = atomic_read_acquire(&w->readonly);
		unsigned long value = w->writes;
		bool written;

		written = !copy_to_kernel_nofault(w->addr, &value, sizeof(value));
		WRITE_ONCE(w->writes, w->writes + 1);
		if (!readonly)
			continue;
		if (written)
			WRITE_ONCE(w->stale, true);
		atomic_set_release(&w->tried, 1);
		cond_resched();
	}

	return 0;
}

static bool wait_until(const atomic_t *flag, const unsigned long *count)
{
	unsigned long end = jiffies + 10 * HZ;

	while (flag ? !atomic_read_acquire(flag) : READ_ONCE(*count) < 100) {
		if (time_after(jiffies, end))
			return false;
		cond_resched();
	}

	return true;
}

/* The translation is gone on other CPUs, too, which are using it. */
static void used_by_another_cpu(struct kunit *test)
{
	int here = cpumask_first(cpu_online_mask);
	int there = cpumask_any_but(cpu_online_mask, here);
	bool began = true, tried = true, stale = false;
	unsigned int round, err = 0;
	struct task_struct *task;
	struct entries e;

	if (num_online_cpus() < 2)
		kunit_skip(test, "there is only one CPU");

	KUNIT_ASSERT_EQ(test, set_cpus_allowed_ptr(current, cpumask_of(here)), 0);
	lazy_mmu_test_map(test, &e, PAGES);
	for (round = 0; round < 20 && began && tried && !err; round++) {
		struct writer w = { .addr = (unsigned long *)e.addr };

		task = kthread_create(write_all_the_time, &w, "lazy_mmu_writer");
		if (IS_ERR(task)) {
			began = false;
			break;
		}
		kthread_bind(task, there);
		wake_up_process(task);
		began = wait_until(NULL, &w.writes);
		err |= set_memory_ro(e.addr, PAGES);
		atomic_set_release(&w.readonly, 1);
		tried = wait_until(&w.tried, NULL);
		kthread_stop(task);
		stale |= w.stale;
		err |= set_memory_rw(e.addr, PAGES);
	}
	lazy_mmu_test_unmap(&e);
	set_cpus_allowed_ptr(current, cpu_possible_mask);

	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_TRUE(test, began);
	KUNIT_EXPECT_TRUE(test, tried);
	KUNIT_EXPECT_FALSE_MSG(test, stale, "round %u", round);
}

#ifdef CONFIG_XEN_PV
#define MANY	512

/*
 * struct other - changes of the same pages on another CPU
 * @round: The last one that both may begin, and a negative one to end.
 * @done: The last one that the other CPU has finished.
 */
struct other {
	unsigned long addr;
	atomic_t round, done;
	int err;
};

static int change_write(void *data)
{
	struct other *o = data;
	int next = 1, round;

	for (;;) {
		round = atomic_read_acquire(&o->round);
		if (round < 0)
			break;
		if (round < next) {
			cpu_relax();
			cond_resched();
			continue;
		}
		o->err |= next & 1 ? set_memory_ro(o->addr, MANY) :
				     set_memory_rw(o->addr, MANY);
		atomic_set_release(&o->done, next++);
	}
	while (!kthread_should_stop())
		cond_resched();

	return 0;
}

/*
 * Two CPUs change two attributes of the same pages at the same time: none of the
 * changes is lost. Elsewhere cpa_lock sees to that, unless DEBUG_PAGEALLOC turns
 * it off.
 */
static void two_cpus(struct kunit *test)
{
	int here = cpumask_first(cpu_online_mask);
	int there = cpumask_any_but(cpu_online_mask, here);
	unsigned int i, present = 0, write = 0;
	struct other o = { };
	struct task_struct *task;
	int round, err = 0;
	struct entries e;

	if (!lazy_mmu_test_mode_expected())
		kunit_skip(test, "not a Xen PV guest");
	if (num_online_cpus() < 2)
		kunit_skip(test, "there is only one CPU");

	KUNIT_ASSERT_EQ(test, set_cpus_allowed_ptr(current, cpumask_of(here)), 0);
	lazy_mmu_test_map(test, &e, MANY);
	o.addr = e.addr;
	task = kthread_create(change_write, &o, "lazy_mmu_other");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	kthread_bind(task, there);
	wake_up_process(task);

	for (round = 1; round <= 20; round++) {
		bool odd = round & 1;

		atomic_set_release(&o.round, round);
		err |= odd ? set_memory_np_noalias(e.addr, MANY) :
			     set_memory_p(e.addr, MANY);
		while (atomic_read_acquire(&o.done) < round)
			cond_resched();
		for (i = 0; i < MANY; i++) {
			pte_t pte = ptep_get(e.ptep[i]);

			/* pte_present() is also true for PROT_NONE. */
			if (!!(pte_flags(pte) & _PAGE_PRESENT) == odd)
				present++;
			if (!!pte_write(pte) == odd)
				write++;
		}
	}
	atomic_set_release(&o.round, -1);
	kthread_stop(task);
	/* Whatever was lost. */
	err |= set_memory_p(e.addr, MANY);
	err |= set_memory_rw(e.addr, MANY);
	lazy_mmu_test_unmap(&e);
	set_cpus_allowed_ptr(current, cpu_possible_mask);

	KUNIT_EXPECT_EQ(test, err | o.err, 0);
	KUNIT_EXPECT_EQ(test, present, 0);
	KUNIT_EXPECT_EQ(test, write, 0);
}

/*
 * struct counts - what a task asks the hypervisor for
 * @task: Who is watched. Its handlers are not.
 * @flushes: Hypercalls that issue what was queued.
 * @direct: Entries that are written outside of sections: each is a hypercall.
 */
struct counts {
	struct task_struct *task;
	unsigned int flushes, direct;
};

static void flushed(void *data, unsigned int calls, unsigned int args,
		    unsigned int callbacks)
{
	struct counts *c = data;

	if (calls && current == c->task)
		c->flushes++;
}

static void pte_set(void *data, pte_t *ptep, pte_t pte)
{
	struct counts *c = data;

	if (current == c->task && in_task() && !is_lazy_mmu_mode_active())
		c->direct++;
}

/* 1024 entries with those of the direct map: at least 64 of them at a time. */
static void hypercalls(struct kunit *test)
{
	struct counts c = { 0 };
	struct entries e;
	int err;

	if (!lazy_mmu_test_mode_expected())
		kunit_skip(test, "not a Xen PV guest");
	if (!IS_ENABLED(CONFIG_TRACEPOINTS))
		kunit_skip(test, "the kernel was built without TRACEPOINTS");

	lazy_mmu_test_map(test, &e, MANY);
	KUNIT_ASSERT_EQ(test, register_trace_xen_mc_flush(flushed, &c), 0);
	KUNIT_ASSERT_EQ(test, register_trace_xen_mmu_set_pte(pte_set, &c), 0);
	c.task = current;
	err = set_memory_ro(e.addr, MANY);
	c.task = NULL;
	unregister_trace_xen_mmu_set_pte(pte_set, &c);
	unregister_trace_xen_mc_flush(flushed, &c);
	tracepoint_synchronize_unregister();
	err |= set_memory_rw(e.addr, MANY);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, c.direct, 0);
	/* And some for the TLB and for context switches. */
	KUNIT_EXPECT_LE(test, c.flushes, 2 * MANY / 64 + 16);
}
#else
static void two_cpus(struct kunit *test)
{
	kunit_skip(test, "not a Xen PV guest");
}

static void hypercalls(struct kunit *test)
{
	kunit_skip(test, "not a Xen PV guest");
}
#endif

static struct kunit_case lazy_mmu_set_memory_test_cases[] = {
	KUNIT_CASE(vmalloc_area),
	KUNIT_CASE(kernel_image),
	KUNIT_CASE(used_by_another_cpu),
	KUNIT_CASE(two_cpus),
	KUNIT_CASE(hypercalls),
	{}
};

static struct kunit_suite lazy_mmu_set_memory_test_suite = {
	.name = "lazy_mmu_set_memory",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_set_memory_test_cases,
};

kunit_test_suite(lazy_mmu_set_memory_test_suite);
