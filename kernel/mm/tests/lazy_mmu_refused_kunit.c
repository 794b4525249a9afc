// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: Xen refuses an update of a page table. All
 * others are done, and the refused one is reported.
 *
 * What Xen refuses here is to map I/O memory that belongs to Xen. Outside of a
 * section that is silent, so it is tried there which pages these are.
 */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/set_memory.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/vmalloc.h>

#include <asm/tlbflush.h>
#include <asm/xen/page.h>

#include <xen/xen.h>

#include <trace/events/printk.h>
#include <trace/events/xen.h>

#include "lazy_mmu_kunit.h"

/* From the I/O APIC to the end of the range for interrupt messages. */
#define FIRST_PFN	0xfec00UL
#define LAST_PFN	0xfef10UL

static pte_t io_pte(unsigned long pfn)
{
	return pfn_pte(pfn, PAGE_KERNEL_NOCACHE);
}

static pte_t user_io_pte(unsigned long pfn)
{
	return pte_mkspecial(pfn_pte(pfn, PAGE_READONLY));
}

static void set(struct entries *e, unsigned int i, pte_t pte)
{
	set_pte_at(e->mm, e->addr + i * PAGE_SIZE, e->ptep[i], pte);
}

/* Each entry is written by a hypercall of its own, which is silent. */
static bool refused(struct entries *e, unsigned long pfn)
{
	pte_t old = ptep_get(e->ptep[0]);
	bool done;

	set(e, 0, io_pte(pfn));
	done = pte_pfn(ptep_get(e->ptep[0])) == pfn;
	set(e, 0, old);

	return !done;
}

/* A page that Xen refuses, if the page behind it, or before it, is allowed. */
static unsigned long find_refused(bool before, bool behind)
{
	unsigned long pfn, found = 0;
	struct entries e = { .nr = 1 };
	pte_t *ptep;

	e.ptep = &ptep;
	e.mm = &init_mm;
	e.addr = (unsigned long)vmalloc(PAGE_SIZE);
	if (!e.addr)
		return 0;
	if (!lazy_mmu_test_find(&e)) {
		for (pfn = FIRST_PFN; pfn <= LAST_PFN && !found; pfn++) {
			if (refused(&e, pfn) &&
			    (!before || !refused(&e, pfn - 1)) &&
			    (!behind || !refused(&e, pfn + 1)))
				found = pfn;
		}
	}
	vfree((void *)e.addr);

	return found;
}

static unsigned long must_find(struct kunit *test, bool before, bool behind)
{
	unsigned long pfn;

	if (!lazy_mmu_test_mode_expected())
		kunit_skip(test, "not a Xen PV guest");
	if (!xen_initial_domain())
		kunit_skip(test, "not dom0");
	if (!IS_ENABLED(CONFIG_TRACEPOINTS))
		kunit_skip(test, "the kernel was built without TRACEPOINTS");

	pfn = find_refused(before, behind);
	if (!pfn)
		kunit_skip(test, "Xen refuses no such page");

	return pfn;
}

/*
 * struct report - what is told about refused updates
 * @lines: How many lines.
 * @index, @nr, @ptr, @val: The last one.
 */
struct report {
	unsigned int lines, index, nr;
	u64 ptr, val;
};

static void told(void *data, const char *text, size_t len)
{
	struct report *r = data;
	char line[160];

	strscpy(line, text, min(len + 1, sizeof(line)));
	text = strstr(line, "update ");
	if (!text || !strstr(line, "refused"))
		return;
	if (sscanf(text, "update %u of %u: ptr=%llx val=%llx", &r->index,
		   &r->nr, &r->ptr, &r->val) == 4)
		r->lines++;
}

static void listen(struct kunit *test, struct report *r)
{
	memset(r, 0, sizeof(*r));
	KUNIT_ASSERT_EQ(test, register_trace_console(told, r), 0);
}

static void listen_no_more(struct report *r)
{
	unregister_trace_console(told, r);
	tracepoint_synchronize_unregister();
}

static void expect_report(struct kunit *test, struct report *r,
			  unsigned int index, unsigned int nr, pte_t *ptep,
			  unsigned long pfn)
{
	KUNIT_EXPECT_EQ(test, r->lines, 1);
	KUNIT_EXPECT_EQ(test, r->index, index);
	KUNIT_EXPECT_EQ(test, r->nr, nr);
	KUNIT_EXPECT_EQ(test, r->ptr, virt_to_machine(ptep).maddr);
	KUNIT_EXPECT_EQ(test, (r->val & XEN_PTE_MFN_MASK) >> PAGE_SHIFT, pfn);
}

/* ioremap() @nr pages, of which Xen refuses @pfn: all others are mapped. */
static void ioremap_pages(struct kunit *test, unsigned long first,
			  unsigned int nr, unsigned long pfn)
{
	pte_t *ptep[3] = { }, pte[3] = { };
	void __iomem *pages;
	struct report r;
	unsigned int i;

	listen(test, &r);
	pages = ioremap(first << PAGE_SHIFT, nr * PAGE_SIZE);
	if (pages) {
		for (i = 0; i < nr; i++) {
			ptep[i] = virt_to_kpte((__force unsigned long)pages +
					       i * PAGE_SIZE);
			if (ptep[i])
				pte[i] = ptep_get(ptep[i]);
		}
		iounmap(pages);
	}
	listen_no_more(&r);

	KUNIT_ASSERT_TRUE(test, pages && ptep[0] && ptep[nr - 1]);
	for (i = 0; i < nr; i++) {
		if (first + i == pfn)
			KUNIT_EXPECT_TRUE(test, pte_none(pte[i]));
		else
			KUNIT_EXPECT_EQ_MSG(test, pte_pfn(pte[i]), first + i,
					    "page %u", i);
	}
	/* The pages may be in two page tables. */
	if (offset_in_page(ptep[0]) <= offset_in_page(ptep[nr - 1]))
		expect_report(test, &r, pfn - first + 1, nr, ptep[pfn - first],
			      pfn);
	else
		KUNIT_EXPECT_EQ(test, r.lines, 1);
}

static void ioremap_first(struct kunit *test)
{
	unsigned long pfn = must_find(test, false, true);

	ioremap_pages(test, pfn, 2, pfn);
}

static void ioremap_one(struct kunit *test)
{
	unsigned long pfn = must_find(test, false, false);

	ioremap_pages(test, pfn, 1, pfn);
}

static void ioremap_last(struct kunit *test)
{
	unsigned long pfn = must_find(test, true, false);

	ioremap_pages(test, pfn - 1, 2, pfn);
}

static void ioremap_middle(struct kunit *test)
{
	unsigned long pfn = must_find(test, true, true);

	ioremap_pages(test, pfn - 1, 3, pfn);
}

/* In a section, make entries read-only, but for some that Xen refuses to map. */
static void queue(struct entries *e, unsigned long refuse, pte_t io)
{
	unsigned int i;

	for (i = 0; i < e->nr; i++) {
		if (refuse & BIT(i))
			set(e, i, io);
		else
			make_readonly(e, i);
	}
}

/* Those that were refused have their old value, which is writable. */
static unsigned long writable(struct entries *e)
{
	unsigned long found = 0;
	unsigned int i;

	for (i = 0; i < e->nr; i++)
		if (is_writable(e, i))
			found |= BIT(i);

	return found;
}

static void some_of_five(struct kunit *test, unsigned long refuse, bool user)
{
	unsigned long pfn = must_find(test, false, false), found;
	lazy_mmu_state_t state;
	struct entries e;
	unsigned int i;
	pte_t third;

	if (user)
		lazy_mmu_test_map_user(test, &e, 5);
	else
		lazy_mmu_test_map(test, &e, 5);
	third = ptep_get(e.ptep[2]);

	state = lazy_mmu_mode_enable();
	queue(&e, refuse, user ? user_io_pte(pfn) : io_pte(pfn));
	lazy_mmu_mode_disable(state);
	found = writable(&e);
	if (refuse & BIT(2))
		KUNIT_EXPECT_EQ(test, pte_pfn(ptep_get(e.ptep[2])),
				pte_pfn(third));
	for (i = 0; i < e.nr; i++)
		make_writable(&e, i);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_EQ(test, found, refuse);
}

static void kernel_entries(struct kunit *test)
{
	some_of_five(test, BIT(2), false);
	some_of_five(test, BIT(0) | BIT(1) | BIT(4), false);
	some_of_five(test, BIT(4), false);
	some_of_five(test, GENMASK(4, 0), false);
}

/*
 * PAGE_TABLE_CHECK counts the entries that are set, and so also one that Xen
 * refuses: it would take the entry that stays for one that is gone.
 */
static void user_entries(struct kunit *test)
{
	if (IS_ENABLED(CONFIG_PAGE_TABLE_CHECK))
		kunit_skip(test, "PAGE_TABLE_CHECK counts refused entries");

	some_of_five(test, BIT(2), true);
	some_of_five(test, BIT(1) | BIT(3), true);
}

struct calls {
	struct task_struct *task;
	unsigned int most;
};

static void flushed(void *data, unsigned int calls, unsigned int args,
		    unsigned int callbacks)
{
	struct calls *c = data;

	if (current == c->task)
		c->most = max(c->most, calls);
}

/*
 * A multicall of several calls: the last of two updates of one entry wins, though
 * Xen has done it before the rest of the list with the refused one.
 */
static void several_calls(struct kunit *test)
{
	unsigned long pfn = must_find(test, false, false), found, flags;
	struct calls c = { .task = current };
	lazy_mmu_state_t state;
	struct entries e;
	unsigned int i;

	lazy_mmu_test_map(test, &e, 6);
	KUNIT_ASSERT_EQ(test, register_trace_xen_mc_flush(flushed, &c), 0);
	local_irq_save(flags);
	c.most = 0;
	state = lazy_mmu_mode_enable();
	make_readonly(&e, 0);
	set(&e, 1, io_pte(pfn));
	make_readonly(&e, 2);
	make_readonly(&e, 3);
	flush_tlb_one_kernel(e.addr);
	make_readonly(&e, 4);
	make_writable(&e, 2);
	set(&e, 5, io_pte(pfn));
	lazy_mmu_mode_disable(state);
	local_irq_restore(flags);
	unregister_trace_xen_mc_flush(flushed, &c);
	tracepoint_synchronize_unregister();
	found = writable(&e);
	for (i = 0; i < e.nr; i++)
		make_writable(&e, i);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_EQ(test, c.most, 3);
	KUNIT_EXPECT_EQ(test, found, BIT(1) | BIT(2) | BIT(5));
}

/* struct intruder - the task that preempts the section */
struct intruder {
	struct completion done;
	struct entries *e;
	unsigned long found;
	bool ran;
};

static int intrude(void *data)
{
	struct intruder *i = data;

	i->found = writable(i->e);
	WRITE_ONCE(i->ran, true);
	complete(&i->done);

	return 0;
}

/* The context switch flushes what the task has queued, with the runqueue locked. */
static void preempted(struct kunit *test)
{
	unsigned long pfn = must_find(test, false, false);
	int cpu = cpumask_first(cpu_online_mask);
	struct intruder intruder = { 0 };
	struct task_struct *task;
	lazy_mmu_state_t state;
	struct entries e;
	struct report r;
	bool at_once;
	unsigned int i;

	if (!preempt_model_preemptible())
		kunit_skip(test, "the kernel is not preemptible");

	KUNIT_ASSERT_EQ(test, set_cpus_allowed_ptr(current, cpumask_of(cpu)), 0);
	lazy_mmu_test_map(test, &e, 5);
	intruder.e = &e;
	init_completion(&intruder.done);
	task = kthread_create(intrude, &intruder, "lazy_mmu_rt");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	kthread_bind(task, cpu);
	sched_set_fifo(task);
	listen(test, &r);

	state = lazy_mmu_mode_enable();
	queue(&e, BIT(2), io_pte(pfn));
	wake_up_process(task);
	at_once = READ_ONCE(intruder.ran);
	lazy_mmu_mode_disable(state);
	wait_for_completion(&intruder.done);
	listen_no_more(&r);
	for (i = 0; i < e.nr; i++)
		make_writable(&e, i);
	set_cpus_allowed_ptr(current, cpu_possible_mask);

	KUNIT_EXPECT_TRUE(test, at_once);
	KUNIT_EXPECT_EQ(test, intruder.found, BIT(2));
	expect_report(test, &r, 3, 5, e.ptep[2], pfn);
	lazy_mmu_test_unmap(&e);
}

/*
 * The third of five entries names a page that Xen refuses, and is not present:
 * set_memory_p() cannot make it so, and says it.
 */
static void set_memory(struct kunit *test)
{
	unsigned long pfn = must_find(test, false, false), present = 0;
	int absent, refused, ro, rw;
	lazy_mmu_state_t state;
	struct entries e;
	unsigned int i;
	pte_t third;

	lazy_mmu_test_map(test, &e, 5);
	third = ptep_get(e.ptep[2]);
	absent = set_memory_np_noalias(e.addr, e.nr);
	set(&e, 2, pfn_pte(pfn, __pgprot(pgprot_val(PAGE_KERNEL_NOCACHE) &
					 ~_PAGE_PRESENT)));
	refused = set_memory_p(e.addr, e.nr);
	for (i = 0; i < e.nr; i++)
		if (pte_flags(ptep_get(e.ptep[i])) & _PAGE_PRESENT)
			present |= BIT(i);
	set(&e, 2, third);

	/* What was refused before, for this task, is not the next call's fault. */
	state = lazy_mmu_mode_enable();
	set(&e, 2, io_pte(pfn));
	lazy_mmu_mode_disable(state);
	ro = set_memory_ro(e.addr, e.nr);
	rw = set_memory_rw(e.addr, e.nr);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_EQ(test, absent, 0);
	KUNIT_EXPECT_EQ(test, refused, -EIO);
	KUNIT_EXPECT_EQ(test, present, BIT(0) | BIT(1) | BIT(3) | BIT(4));
	KUNIT_EXPECT_EQ(test, ro, 0);
	KUNIT_EXPECT_EQ(test, rw, 0);
}

/* What is told is rate limited, so cases that listen come first. */
static struct kunit_case lazy_mmu_refused_test_cases[] = {
	KUNIT_CASE(ioremap_first),
	KUNIT_CASE(ioremap_one),
	KUNIT_CASE(ioremap_last),
	KUNIT_CASE(ioremap_middle),
	KUNIT_CASE(preempted),
	KUNIT_CASE(set_memory),
	KUNIT_CASE(several_calls),
	KUNIT_CASE(kernel_entries),
	KUNIT_CASE(user_entries),
	{}
};

static struct kunit_suite lazy_mmu_refused_test_suite = {
	.name = "lazy_mmu_refused",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_refused_test_cases,
};

kunit_test_suite(lazy_mmu_refused_test_suite);
