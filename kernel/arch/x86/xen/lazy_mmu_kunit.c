// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode of a Xen PV guest: how many hypercalls a
 * section takes, whichever task has it, and what becomes of the updates around
 * one that Xen refuses. Counts, unlike times, are the same in each run.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/pgtable.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include <asm/mmu_context.h>
#include <asm/tlb.h>

#include <trace/events/xen.h>

#include <xen/interface/xen.h>
#include <xen/xen.h>

/* Entries of a page table that a test changes between read-only and back. */
#define ENTRIES		64

/*
 * The bound of a flush is a compromise between the number of hypercalls and the
 * time for which interrupts are disabled. It is somewhere in between.
 */
#define BOUND_MIN	64
#define BOUND_MAX	256

/*
 * struct flushes - what a task asks the hypervisor for
 * @task: Who is watched.
 * @calls: Hypercalls that issue what was queued.
 * @longest: The most bytes of arguments that one of them had.
 */
struct flushes {
	struct task_struct *task;
	unsigned int calls, longest;
};

static void flushed(void *data, unsigned int calls, unsigned int args,
		    unsigned int callbacks)
{
	struct flushes *f = data;

	if (current != f->task || !calls)
		return;
	f->calls++;
	f->longest = max(f->longest, args);
}

static void count_begin(struct kunit *test, struct flushes *f)
{
	*f = (struct flushes){ .task = current };
	KUNIT_ASSERT_EQ(test, register_trace_xen_mc_flush(flushed, f), 0);
}

static void count_end(struct flushes *f)
{
	unregister_trace_xen_mc_flush(flushed, f);
	tracepoint_synchronize_unregister();
}

static int skip_unless_pv(struct kunit *test)
{
	if (!xen_pv_domain())
		kunit_skip(test, "not a Xen PV guest");

	return 0;
}

static unsigned long map_pages(struct kunit *test)
{
	void *pages = vmalloc(ENTRIES * PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, pages);

	return (unsigned long)pages;
}

/* Nobody writes to the pages, so that the TLB does not matter. */
static void change(unsigned long addr, bool writable)
{
	pte_t *ptep = virt_to_kpte(addr);
	pte_t pte = ptep_get(ptep);

	set_pte_at(&init_mm, addr, ptep,
		   writable ? pte_mkwrite_novma(pte) : pte_wrprotect(pte));
}

static bool is_writable(unsigned long addr)
{
	return pte_write(ptep_get(virt_to_kpte(addr)));
}

/* Each flush of a section is full. */
static void section(struct kunit *test)
{
	const unsigned int updates = 4096;
	unsigned int i, calls, bound;
	unsigned long addr, flags;
	struct flushes f;

	addr = map_pages(test);
	count_begin(test, &f);
	/* No interrupt may flush, and no other task run. */
	local_irq_save(flags);
	f.calls = 0;
	lazy_mmu_mode_enable();
	for (i = 0; i < updates; i++)
		change(addr + i % ENTRIES * PAGE_SIZE, false);
	lazy_mmu_mode_disable();
	/* What waits for interrupts flushes in the name of this task. */
	calls = f.calls;
	local_irq_restore(flags);
	bound = f.longest / sizeof(struct mmu_update);
	count_end(&f);
	for (i = 0; i < ENTRIES; i++)
		change(addr + i * PAGE_SIZE, true);
	vfree((void *)addr);

	kunit_info(test, "%u updates take %u flushes of the queue\n", updates, calls);
	KUNIT_ASSERT_GE(test, bound, BOUND_MIN);
	KUNIT_EXPECT_LE(test, bound, BOUND_MAX);
	KUNIT_EXPECT_EQ(test, calls, DIV_ROUND_UP(updates, bound));
}

/* What mprotect(PROT_READ) does to the entries. */
static long protect(struct mm_struct *mm, unsigned long addr, unsigned long len)
{
	struct vm_area_struct *vma;
	struct mmu_gather tlb;
	long changed = 0;

	mmap_write_lock(mm);
	vma = vma_lookup(mm, addr);
	if (vma && vma->vm_end >= addr + len) {
		vm_flags_clear(vma, VM_WRITE);
		vma_set_page_prot(vma);
		tlb_gather_mmu(&tlb, mm);
		changed = change_protection(&tlb, vma, addr, addr + len, 0);
		tlb_finish_mmu(&tlb);
	}
	mmap_write_unlock(mm);

	return changed;
}

/* An address space for the test. Xen only loads page tables that are pinned. */
static struct mm_struct *use_new_mm(void)
{
	struct mm_struct *mm = mm_alloc();

	if (!mm)
		return NULL;
	mm->task_size = TASK_SIZE;
	arch_pick_mmap_layout(mm, &current->signal->rlim[RLIMIT_STACK]);
	paravirt_enter_mmap(mm);
	kthread_use_mm(mm);

	return mm;
}

static void mprotect(struct kunit *test)
{
	const unsigned long addr = SZ_256M, pages = 4096, len = pages * PAGE_SIZE;
	struct mm_struct *mm = use_new_mm();
	struct flushes f = { };
	long changed = 0;
	bool mapped;

	KUNIT_ASSERT_NOT_NULL(test, mm);
	mapped = vm_mmap(NULL, addr, len, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, 0) == addr &&
		 !clear_user((void __user *)addr, len);
	if (mapped) {
		count_begin(test, &f);
		changed = protect(mm, addr, len);
		count_end(&f);
	}
	kthread_unuse_mm(mm);
	mmput(mm);

	KUNIT_ASSERT_TRUE(test, mapped);
	kunit_info(test, "mprotect() of %lu pages takes %u hypercalls\n", pages,
		   f.calls);
	KUNIT_EXPECT_EQ(test, changed, pages);
	/* None of them is done without the queue, which nobody would count. */
	KUNIT_EXPECT_GE(test, f.calls, pages / BOUND_MAX);
	/* Some more flush the TLB, or switch to other tasks. */
	KUNIT_EXPECT_LE(test, f.calls, pages / BOUND_MIN + 32);
}

/*
 * struct other - another task
 * @task: The task, which does not run yet when it has been made.
 * @addr: An entry that it looks at.
 * @done: It has come to its end.
 * @mode: The mode was on in its sections, and off outside, each time.
 * @complete: The entry was read-only.
 */
struct other {
	struct task_struct *task;
	unsigned long addr;
	struct completion done;
	bool mode, complete;
};

/* Make @nr tasks, one for each CPU in turn, or none. */
static bool make_tasks(struct other *others, int nr, int (*what)(void *data),
		       const struct cpumask *cpus)
{
	int i, cpu = cpumask_first(cpus);

	for (i = 0; i < nr; i++) {
		struct other *o = &others[i];

		*o = (struct other){ };
		init_completion(&o->done);
		o->task = kthread_create(what, o, "xen_lazy_mmu");
		if (IS_ERR(o->task)) {
			while (i--)
				kthread_stop(others[i].task);
			return false;
		}
		kthread_bind(o->task, cpu);
		cpu = cpumask_next(cpu, cpus);
		if (cpu >= nr_cpu_ids)
			cpu = cpumask_first(cpus);
	}

	return true;
}

static bool mode_is_right(void)
{
	bool right = !is_lazy_mmu_mode_active();

	lazy_mmu_mode_enable();
	right &= is_lazy_mmu_mode_active();
	lazy_mmu_mode_pause();
	right &= !is_lazy_mmu_mode_active();
	lazy_mmu_mode_resume();
	right &= is_lazy_mmu_mode_active();
	lazy_mmu_mode_disable();

	return right && !is_lazy_mmu_mode_active();
}

static int try_mode(void *data)
{
	struct other *o = data;
	unsigned int i;

	/* Once before it was ever switched out. */
	o->mode = mode_is_right();
	for (i = 0; i < 300; i++) {
		schedule_timeout_uninterruptible(i % 100 ? 0 : 1);
		o->mode &= mode_is_right();
	}
	complete(&o->done);

	return 0;
}

/* Each task has the mode, when it runs for the first time and ever after. */
static void every_task(struct kunit *test)
{
	struct other others[8];
	int i;

	KUNIT_EXPECT_TRUE(test, mode_is_right());
	KUNIT_ASSERT_TRUE(test, make_tasks(others, ARRAY_SIZE(others), try_mode,
					   cpu_online_mask));
	for (i = 0; i < ARRAY_SIZE(others); i++)
		wake_up_process(others[i].task);
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		wait_for_completion(&others[i].done);
		KUNIT_EXPECT_TRUE_MSG(test, others[i].mode, "task %d", i);
	}
	KUNIT_EXPECT_TRUE(test, mode_is_right());
}

static int intrude(void *data)
{
	struct other *o = data;

	o->complete = !is_writable(o->addr);
	o->mode = mode_is_right();
	complete(&o->done);

	return 0;
}

/*
 * A task with a section is switched out: what it has queued is done by then, the
 * other task has its own mode, and the section goes on as before.
 */
static void preempted(struct kunit *test)
{
	bool queued, at_once[2], on, off, back;
	const struct cpumask *cpu = cpumask_of(cpumask_first(cpu_online_mask));
	struct other others[2];
	unsigned long addr, flags;
	int i;

	if (!preempt_model_preemptible())
		kunit_skip(test, "the kernel is not preemptible");

	addr = map_pages(test);
	KUNIT_ASSERT_EQ(test, set_cpus_allowed_ptr(current, cpu), 0);
	KUNIT_ASSERT_TRUE(test, make_tasks(others, ARRAY_SIZE(others), intrude,
					   cpu));
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		others[i].addr = addr;
		sched_set_fifo(others[i].task);
	}

	lazy_mmu_mode_enable();
	local_irq_save(flags);
	change(addr, false);
	queued = is_writable(addr);
	local_irq_restore(flags);
	/* Each of them runs at once. */
	wake_up_process(others[0].task);
	at_once[0] = completion_done(&others[0].done);
	on = is_lazy_mmu_mode_active();
	lazy_mmu_mode_pause();
	wake_up_process(others[1].task);
	at_once[1] = completion_done(&others[1].done);
	off = !is_lazy_mmu_mode_active();
	lazy_mmu_mode_resume();
	back = is_lazy_mmu_mode_active();
	lazy_mmu_mode_disable();

	for (i = 0; i < ARRAY_SIZE(others); i++) {
		wait_for_completion(&others[i].done);
		KUNIT_EXPECT_TRUE_MSG(test, at_once[i], "task %d", i);
		KUNIT_EXPECT_TRUE_MSG(test, others[i].complete, "task %d", i);
		KUNIT_EXPECT_TRUE_MSG(test, others[i].mode, "task %d", i);
	}
	KUNIT_EXPECT_TRUE(test, queued);
	KUNIT_EXPECT_TRUE(test, on);
	KUNIT_EXPECT_TRUE(test, off);
	KUNIT_EXPECT_TRUE(test, back);

	set_cpus_allowed_ptr(current, cpu_possible_mask);
	change(addr, true);
	vfree((void *)addr);
}

/* Is page @i of a mapping of @pfn and the pages behind it there? */
static bool is_mapped(void __iomem *pages, unsigned long pfn, unsigned int i)
{
	pte_t *ptep = virt_to_kpte((__force unsigned long)pages + i * PAGE_SIZE);
	pte_t pte = ptep ? ptep_get(ptep) : __pte(0);

	return !pte_none(pte) && pte_pfn(pte) == pfn + i;
}

static bool map_one(unsigned long pfn)
{
	void __iomem *page = ioremap(pfn << PAGE_SHIFT, PAGE_SIZE);
	bool mapped = page && is_mapped(page, pfn, 0);

	if (page)
		iounmap(page);

	return mapped;
}

/*
 * Pages that Xen does not let dom0 map: those of the I/O APIC up to those for
 * interrupt messages, depending on its version.
 */
#define FIRST_PFN	0xfec00UL
#define LAST_PFN	0xfef10UL

/* ioremap() of a page that Xen refuses and of the next one, which is mapped. */
static void refused(struct kunit *test)
{
	unsigned long pfn;
	void __iomem *pages;
	bool mapped[2];

	if (!xen_initial_domain())
		kunit_skip(test, "not dom0");

	/* Behind the last page that is refused, one is not. */
	for (pfn = LAST_PFN; pfn >= FIRST_PFN && map_one(pfn); pfn--)
		;
	if (pfn < FIRST_PFN || pfn == LAST_PFN)
		kunit_skip(test, "Xen refuses no such page");

	pages = ioremap(pfn << PAGE_SHIFT, 2 * PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, (__force void *)pages);
	mapped[0] = is_mapped(pages, pfn, 0);
	mapped[1] = is_mapped(pages, pfn, 1);
	iounmap(pages);

	KUNIT_EXPECT_FALSE(test, mapped[0]);
	KUNIT_EXPECT_TRUE(test, mapped[1]);
}

static struct kunit_case xen_lazy_mmu_test_cases[] = {
	KUNIT_CASE(section),
	KUNIT_CASE(mprotect),
	KUNIT_CASE(every_task),
	KUNIT_CASE(preempted),
	KUNIT_CASE(refused),
	{}
};

static struct kunit_suite xen_lazy_mmu_test_suite = {
	.name = "xen_lazy_mmu",
	.init = skip_unless_pv,
	.test_cases = xen_lazy_mmu_test_cases,
};

kunit_test_suite(xen_lazy_mmu_test_suite);
