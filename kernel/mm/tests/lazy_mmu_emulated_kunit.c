// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: a Xen PV guest does not exchange entries in
 * a section, as far as it can do without. Xen emulates each exchange in a page
 * table that is in use, at once. What is queued instead shows in the entry: it
 * has its old value until the section ends.
 */
#include <linux/irq_work.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/mman.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/swap.h>
#include <linux/swapops.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>

#include <asm/tlb.h>
#include <asm/tlbflush.h>

#include <trace/events/xen.h>

#include <xen/interface/xen.h>

#include "lazy_mmu_kunit.h"

static void skip_unless_xen(struct kunit *test)
{
	if (!lazy_mmu_test_mode_expected())
		kunit_skip(test, "not a Xen PV guest");
}

static unsigned long addr_of(const struct entries *e, unsigned int i)
{
	return e->addr + i * PAGE_SIZE;
}

static pte_t entry(const struct entries *e, unsigned int i)
{
	return ptep_get(e->ptep[i]);
}

/* The value itself: pte_val() translates the number of the frame. */
static pteval_t raw(pte_t pte)
{
	return native_pte_val(pte);
}

/* No CPU uses the entries while they are changed, and each gets its value back. */
static void put(const struct entries *e, unsigned int i, pte_t pte)
{
	set_pte_at(e->mm, addr_of(e, i), e->ptep[i], pte);
}

/*
 * struct way - a way to change an entry
 * @change: Changes it, and returns what it says the entry was; NULL: it says
 *	nothing.
 * @result: What the entry is to become.
 */
struct way {
	pte_t (*change)(const struct entries *e, unsigned int i);
	void (*change_only)(const struct entries *e, unsigned int i);
	pte_t (*result)(pte_t old);
};

static pte_t none(pte_t old)
{
	return native_make_pte(0);
}

static pte_t get_and_clear(const struct entries *e, unsigned int i)
{
	return ptep_get_and_clear_full(e->mm, addr_of(e, i), e->ptep[i], 0);
}

static void clear(const struct entries *e, unsigned int i)
{
	clear_full_ptes(e->mm, addr_of(e, i), e->ptep[i], 1, 0);
}

static void clear_not_present(const struct entries *e, unsigned int i)
{
	pte_clear(e->mm, addr_of(e, i), e->ptep[i]);
}

static void write_protect(const struct entries *e, unsigned int i)
{
	ptep_set_wrprotect(e->mm, addr_of(e, i), e->ptep[i]);
}

/* Make an entry old: whether it was young tells what it was. */
static pte_t make_old(const struct entries *e, unsigned int i)
{
	pte_t before = entry(e, i);
	bool young = ptep_test_and_clear_young(NULL, addr_of(e, i), e->ptep[i]);

	return young ? pte_mkyoung(before) : pte_mkold(before);
}

static const struct way by_get_and_clear = {
	.change = get_and_clear, .result = none,
};

static const struct way by_clear = { .change_only = clear, .result = none };

static const struct way by_clear_not_present = {
	.change_only = clear_not_present, .result = none,
};

static const struct way by_write_protect = {
	.change_only = write_protect, .result = pte_wrprotect,
};

static const struct way by_make_old = {
	.change = make_old, .result = pte_mkold,
};

static pte_t change(const struct way *way, const struct entries *e,
		    unsigned int i, pte_t old)
{
	if (way->change)
		return way->change(e, i);
	way->change_only(e, i);
	return old;
}

/* Whose entry is there before it is changed: here, that of a page in use. */
static pte_t in_use(pte_t pte)
{
	return pte;
}

/* A CPU may set the dirty bit at any time ... */
static pte_t clean(pte_t pte)
{
	return pte_mkclean(pte);
}

/* ... but not here. */
static pte_t clean_readonly(pte_t pte)
{
	return pte_wrprotect(pte_mkclean(pte));
}

/* A CPU may set the accessed bit at any time. */
static pte_t old(pte_t pte)
{
	return pte_mkold(pte);
}

static pte_t old_readonly(pte_t pte)
{
	return pte_mkold(pte_wrprotect(pte_mkclean(pte)));
}

static pte_t no_access(pte_t pte)
{
	return pte_modify(pte, PAGE_NONE);
}

static pte_t swapped_out(pte_t pte)
{
	return swp_entry_to_pte(swp_entry(0, 0x5a5a5));
}

/* Where an entry is changed. */
enum context {
	IN_SECTION,
	IN_PAUSE,
	OUTSIDE,
};

/*
 * struct change - an entry that is changed
 * @before: What it was.
 * @returned: What the function has said it was.
 * @during: What it was after the call: in a section, with interrupts disabled,
 *	so that nobody flushes the queue.
 * @after: What it was after the section.
 */
struct change {
	pte_t before, returned, during, after;
};

static struct change change_one(struct kunit *test, const struct way *way,
				pte_t (*prepare)(pte_t pte),
				enum context context)
{
	lazy_mmu_state_t state, paused;
	unsigned long flags;
	struct entries e;
	struct change c;
	pte_t original;

	lazy_mmu_test_map_user(test, &e, 1);
	original = entry(&e, 0);
	c.before = prepare(original);
	put(&e, 0, c.before);

	if (context != OUTSIDE)
		state = lazy_mmu_mode_enable();
	if (context == IN_PAUSE)
		paused = lazy_mmu_mode_pause();
	local_irq_save(flags);
	c.returned = change(way, &e, 0, c.before);
	c.during = entry(&e, 0);
	local_irq_restore(flags);
	if (context == IN_PAUSE)
		lazy_mmu_mode_resume(paused);
	if (context != OUTSIDE)
		lazy_mmu_mode_disable(state);
	c.after = entry(&e, 0);

	put(&e, 0, original);
	lazy_mmu_test_unmap(&e);

	/* Else the case would not be about what its name says. */
	KUNIT_EXPECT_TRUE(test, pte_present(original) && pte_write(original) &&
			  pte_dirty(original) && pte_young(original));

	return c;
}

static void expect_queued(struct kunit *test, const struct way *way,
			  pte_t (*prepare)(pte_t pte))
{
	struct change c;

	skip_unless_xen(test);
	c = change_one(test, way, prepare, IN_SECTION);
	KUNIT_EXPECT_EQ(test, raw(c.returned), raw(c.before));
	KUNIT_EXPECT_EQ(test, raw(c.during), raw(c.before));
	KUNIT_EXPECT_EQ(test, raw(c.after), raw(way->result(c.before)));
}

static void expect_at_once(struct kunit *test, const struct way *way,
			   pte_t (*prepare)(pte_t pte), enum context context)
{
	struct change c;

	skip_unless_xen(test);
	c = change_one(test, way, prepare, context);
	KUNIT_EXPECT_EQ(test, raw(c.returned), raw(c.before));
	KUNIT_EXPECT_EQ(test, raw(c.during), raw(way->result(c.before)));
	KUNIT_EXPECT_EQ(test, raw(c.after), raw(way->result(c.before)));
}

static void clear_queued(struct kunit *test)
{
	expect_queued(test, &by_clear, in_use);
}

/* Nobody needs the bits that a CPU may still set. */
static void clear_unsettled_queued(struct kunit *test)
{
	skip_unless_xen(test);
	if (IS_ENABLED(CONFIG_PAGE_TABLE_CHECK))
		kunit_skip(test, "PAGE_TABLE_CHECK reads each entry");
	expect_queued(test, &by_clear, clean);
	expect_queued(test, &by_clear, old);
}

static void clear_swap_queued(struct kunit *test)
{
	expect_queued(test, &by_clear_not_present, swapped_out);
}

static void get_and_clear_queued(struct kunit *test)
{
	expect_queued(test, &by_get_and_clear, in_use);
}

static void get_and_clear_readonly_queued(struct kunit *test)
{
	expect_queued(test, &by_get_and_clear, pte_wrprotect);
	expect_queued(test, &by_get_and_clear, clean_readonly);
}

/* An entry that is not present is nobody's but the kernel's. */
static void get_and_clear_not_present_queued(struct kunit *test)
{
	expect_queued(test, &by_get_and_clear, no_access);
	expect_queued(test, &by_get_and_clear, swapped_out);
}

static void write_protect_queued(struct kunit *test)
{
	expect_queued(test, &by_write_protect, in_use);
}

static void make_old_queued(struct kunit *test)
{
	expect_queued(test, &by_make_old, in_use);
	expect_queued(test, &by_make_old, clean_readonly);
}

/* A CPU that has read the entry must not set a bit that is lost then. */
static void get_and_clear_clean_at_once(struct kunit *test)
{
	expect_at_once(test, &by_get_and_clear, clean, IN_SECTION);
}

static void get_and_clear_old_at_once(struct kunit *test)
{
	expect_at_once(test, &by_get_and_clear, old, IN_SECTION);
	expect_at_once(test, &by_get_and_clear, old_readonly, IN_SECTION);
}

static void write_protect_clean_at_once(struct kunit *test)
{
	expect_at_once(test, &by_write_protect, clean, IN_SECTION);
}

static void write_protect_old_at_once(struct kunit *test)
{
	expect_at_once(test, &by_write_protect, old, IN_SECTION);
}

static void make_old_clean_at_once(struct kunit *test)
{
	expect_at_once(test, &by_make_old, clean, IN_SECTION);
}

/* Nothing is changed, and nothing is said to have been changed. */
static void make_old_old(struct kunit *test)
{
	expect_at_once(test, &by_make_old, old, IN_SECTION);
	expect_at_once(test, &by_make_old, old_readonly, IN_SECTION);
}

static void outside_at_once(struct kunit *test)
{
	expect_at_once(test, &by_clear, in_use, OUTSIDE);
	expect_at_once(test, &by_get_and_clear, in_use, OUTSIDE);
	expect_at_once(test, &by_write_protect, in_use, OUTSIDE);
	expect_at_once(test, &by_make_old, in_use, OUTSIDE);
}

static void pause_at_once(struct kunit *test)
{
	expect_at_once(test, &by_clear, in_use, IN_PAUSE);
	expect_at_once(test, &by_get_and_clear, in_use, IN_PAUSE);
	expect_at_once(test, &by_write_protect, in_use, IN_PAUSE);
	expect_at_once(test, &by_make_old, in_use, IN_PAUSE);
}

/*
 * struct handler - a handler that changes entries
 * @entries: It changes all but the first one, which belongs to the interrupted
 *	section.
 * @before: What they were.
 * @during: What each was when the call returned.
 * @returned: What the clear of the second one has returned.
 * @kept: The update of the section was still queued in the end.
 * @done: All of this is valid.
 */
struct handler {
	struct irq_work work;
	struct entries *entries;
	pte_t before[5], during[5], returned;
	bool kept, done;
};

static void handle(struct irq_work *work)
{
	struct handler *h = container_of(work, struct handler, work);

	h->returned = change(&by_get_and_clear, h->entries, 1, h->before[1]);
	h->during[1] = entry(h->entries, 1);
	change(&by_clear, h->entries, 2, h->before[2]);
	h->during[2] = entry(h->entries, 2);
	change(&by_write_protect, h->entries, 3, h->before[3]);
	h->during[3] = entry(h->entries, 3);
	change(&by_make_old, h->entries, 4, h->before[4]);
	h->during[4] = entry(h->entries, 4);
	h->kept = is_writable(h->entries, 0);
	/* Pairs with handler_at_once(). */
	smp_store_release(&h->done, true);
}

/* What a handler changes in the middle of a section does not wait for its end. */
static void handler_at_once(struct kunit *test)
{
	unsigned long end, flags;
	lazy_mmu_state_t state;
	struct handler h = { };
	bool complete;
	struct entries e;
	unsigned int i;

	skip_unless_xen(test);
	lazy_mmu_test_map_user(test, &e, ARRAY_SIZE(h.before));
	for (i = 0; i < e.nr; i++)
		h.before[i] = entry(&e, i);
	h.entries = &e;
	h.work = IRQ_WORK_INIT_HARD(handle);

	preempt_disable();
	state = lazy_mmu_mode_enable();
	local_irq_save(flags);
	irq_work_queue(&h.work);
	make_readonly(&e, 0);
	local_irq_restore(flags);
	end = jiffies + 20 * HZ;
	/* Pairs with handle(). */
	while (!smp_load_acquire(&h.done) && time_before(jiffies, end))
		cpu_relax();
	lazy_mmu_mode_disable(state);
	preempt_enable();
	irq_work_sync(&h.work);
	complete = !is_writable(&e, 0);

	for (i = 0; i < e.nr; i++)
		put(&e, i, h.before[i]);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_TRUE(test, h.done);
	KUNIT_EXPECT_EQ(test, raw(h.returned), raw(h.before[1]));
	KUNIT_EXPECT_EQ(test, raw(h.during[1]), 0);
	KUNIT_EXPECT_EQ(test, raw(h.during[2]), 0);
	KUNIT_EXPECT_EQ(test, raw(h.during[3]), raw(pte_wrprotect(h.before[3])));
	KUNIT_EXPECT_EQ(test, raw(h.during[4]), raw(pte_mkold(h.before[4])));
	KUNIT_EXPECT_TRUE(test, h.kept);
	KUNIT_EXPECT_TRUE(test, complete);
}

/* What is changed last is what remains, in whatever way it was changed. */
static void in_order(struct kunit *test)
{
	pte_t before[5], during[ARRAY_SIZE(before)], after[ARRAY_SIZE(before)];
	lazy_mmu_state_t state;
	unsigned long flags;
	struct entries e;
	unsigned int i;

	skip_unless_xen(test);
	if (IS_ENABLED(CONFIG_PAGE_TABLE_CHECK))
		kunit_skip(test, "PAGE_TABLE_CHECK reads entries that are queued");
	lazy_mmu_test_map_user(test, &e, ARRAY_SIZE(before));
	for (i = 0; i < e.nr; i++)
		before[i] = entry(&e, i);

	state = lazy_mmu_mode_enable();
	local_irq_save(flags);
	get_and_clear(&e, 0);
	put(&e, 1, pte_wrprotect(before[1]));
	write_protect(&e, 2);
	clear(&e, 3);
	make_old(&e, 4);

	put(&e, 4, before[4]);
	put(&e, 3, before[3]);
	put(&e, 2, before[2]);
	clear(&e, 1);
	put(&e, 0, pte_wrprotect(before[0]));
	for (i = 0; i < e.nr; i++)
		during[i] = entry(&e, i);
	local_irq_restore(flags);
	lazy_mmu_mode_disable(state);

	for (i = 0; i < e.nr; i++)
		after[i] = entry(&e, i);
	for (i = 0; i < e.nr; i++)
		put(&e, i, before[i]);
	lazy_mmu_test_unmap(&e);

	for (i = 0; i < e.nr; i++)
		KUNIT_EXPECT_EQ(test, raw(during[i]), raw(before[i]));
	KUNIT_EXPECT_EQ(test, raw(after[0]), raw(pte_wrprotect(before[0])));
	KUNIT_EXPECT_EQ(test, raw(after[1]), 0);
	KUNIT_EXPECT_EQ(test, raw(after[2]), raw(before[2]));
	KUNIT_EXPECT_EQ(test, raw(after[3]), raw(before[3]));
	KUNIT_EXPECT_EQ(test, raw(after[4]), raw(before[4]));
}

/*
 * struct queue - what a task puts into the queue
 * @task: Who is watched. Its handlers are not.
 * @updates: Entries of page tables.
 * @flushes: Hypercalls that issue what was queued.
 */
struct queue {
	struct task_struct *task;
	unsigned int updates, flushes;
};

static void queued(void *data, unsigned long op, size_t size,
		   enum xen_mc_extend_args result)
{
	struct queue *q = data;

	if (current == q->task && in_task() && op == __HYPERVISOR_mmu_update)
		q->updates++;
}

static void flushed(void *data, unsigned int calls, unsigned int args,
		    unsigned int callbacks)
{
	struct queue *q = data;

	if (current == q->task && in_task() && calls)
		q->flushes++;
}

static void skip_unless_counted(struct kunit *test)
{
	skip_unless_xen(test);
	if (!IS_ENABLED(CONFIG_TRACEPOINTS))
		kunit_skip(test, "the kernel was built without TRACEPOINTS");
}

/*
 * Tracepoints are patched into the code, which writes entries, too: look away
 * until all of them are there, and before they go.
 */
static void watch_begin(struct kunit *test, struct queue *q)
{
	q->task = NULL;
	KUNIT_ASSERT_EQ(test, register_trace_xen_mc_extend_args(queued, q), 0);
	KUNIT_ASSERT_EQ(test, register_trace_xen_mc_flush(flushed, q), 0);
	q->task = current;
}

static void watch_end(struct queue *q)
{
	q->task = NULL;
	unregister_trace_xen_mc_flush(flushed, q);
	unregister_trace_xen_mc_extend_args(queued, q);
	tracepoint_synchronize_unregister();
}

/* More entries than the queue takes: all are cleared, by a few hypercalls. */
static void clear_many(struct kunit *test)
{
	unsigned int i, flushes, updates, left = 0, nr = PTRS_PER_PTE;
	struct queue q = { };
	lazy_mmu_state_t state;
	unsigned long flags;
	struct entries e;
	pte_t *before;

	skip_unless_counted(test);
	before = kunit_kcalloc(test, nr, sizeof(*before), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, before);
	lazy_mmu_test_map_user(test, &e, nr);
	for (i = 0; i < nr; i++)
		before[i] = entry(&e, i);
	watch_begin(test, &q);

	local_irq_save(flags);
	q.updates = 0;
	q.flushes = 0;
	state = lazy_mmu_mode_enable();
	clear_full_ptes(e.mm, e.addr, e.ptep[0], nr, 0);
	lazy_mmu_mode_disable(state);
	updates = q.updates;
	flushes = q.flushes;
	local_irq_restore(flags);

	watch_end(&q);
	for (i = 0; i < nr; i++)
		left += !pte_none(entry(&e, i));
	for (i = 0; i < nr; i++)
		put(&e, i, before[i]);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_EQ(test, left, 0);
	KUNIT_EXPECT_EQ(test, updates, nr);
	/* Each issues 64 to 256 of them: see lazy_mmu_hypercalls. */
	KUNIT_EXPECT_GE(test, flushes, nr / 256);
	KUNIT_EXPECT_LE(test, flushes, nr / 64);
}

/* Unmap @nr pages of this task's memory that were written, and count. */
static void expect_unmapped_by_queue(struct kunit *test, unsigned long how)
{
	const unsigned long addr = SZ_512M, size = PTRS_PER_PTE * PAGE_SIZE;
	unsigned int nr = PTRS_PER_PTE;
	struct queue q = { };
	struct entries e;
	bool mapped;
	int err;

	skip_unless_counted(test);
	lazy_mmu_test_map_user(test, &e, 1);
	mapped = vm_mmap(NULL, addr, size, PROT_READ | PROT_WRITE,
			 how | MAP_ANONYMOUS | MAP_FIXED, 0) == addr &&
		 !clear_user((void __user *)addr, size);
	watch_begin(test, &q);
	q.updates = 0;
	err = vm_munmap(addr, size);
	q.task = NULL;
	watch_end(&q);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_TRUE(test, mapped);
	KUNIT_EXPECT_EQ(test, err, 0);
	/* Some more are for page tables, which are freed. */
	KUNIT_EXPECT_GE(test, q.updates, nr);
	KUNIT_EXPECT_LE(test, q.updates, nr + nr / 8);
}

static void unmap_anonymous(struct kunit *test)
{
	expect_unmapped_by_queue(test, MAP_PRIVATE);
}

static void unmap_file(struct kunit *test)
{
	expect_unmapped_by_queue(test, MAP_SHARED);
}

static int take_entry(pte_t *ptep, unsigned long addr, void *data)
{
	pte_t **found = data;

	*found = ptep;
	return 0;
}

/*
 * To Xen, the page tables of an mm that is not in use yet are memory like any
 * other: the guest writes to them, and nothing is queued.
 */
static void not_pinned(struct kunit *test)
{
	pte_t set, aged, protected, returned, got, cleared, *ptep = NULL;
	const unsigned long addr = SZ_256M;
	struct mmu_gather tlb;
	struct queue q = { };
	lazy_mmu_state_t state;
	struct mm_struct *mm;
	unsigned long flags;
	struct entries e;
	struct page *page;
	pte_t pte;
	int err;

	skip_unless_counted(test);
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	mm = mm_alloc();
	if (!mm)
		__free_page(page);
	KUNIT_ASSERT_NOT_NULL(test, mm);
	err = apply_to_page_range(mm, addr, PAGE_SIZE, take_entry, &ptep);
	if (err || !ptep) {
		mmput(mm);
		__free_page(page);
	}
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_ASSERT_NOT_NULL(test, ptep);
	e = (struct entries){ .mm = mm, .addr = addr, .nr = 1, .ptep = &ptep };
	pte = pte_mkyoung(pte_mkdirty(mk_pte(page, PAGE_SHARED)));
	watch_begin(test, &q);

	local_irq_save(flags);
	q.updates = 0;
	q.flushes = 0;
	state = lazy_mmu_mode_enable();
	put(&e, 0, pte);
	set = entry(&e, 0);
	make_old(&e, 0);
	aged = entry(&e, 0);
	put(&e, 0, pte);
	write_protect(&e, 0);
	protected = entry(&e, 0);
	returned = get_and_clear(&e, 0);
	got = entry(&e, 0);
	put(&e, 0, pte);
	clear(&e, 0);
	cleared = entry(&e, 0);
	lazy_mmu_mode_disable(state);
	q.task = NULL;
	local_irq_restore(flags);

	watch_end(&q);
	tlb_gather_mmu(&tlb, mm);
	free_pgd_range(&tlb, addr, addr + PAGE_SIZE, 0, 0);
	tlb_finish_mmu(&tlb);
	mmput(mm);
	__free_page(page);

	KUNIT_EXPECT_EQ(test, raw(set), raw(pte));
	KUNIT_EXPECT_EQ(test, raw(aged), raw(pte_mkold(pte)));
	KUNIT_EXPECT_EQ(test, raw(protected), raw(pte_wrprotect(pte)));
	KUNIT_EXPECT_EQ(test, raw(returned), raw(pte_wrprotect(pte)));
	KUNIT_EXPECT_EQ(test, raw(got), 0);
	KUNIT_EXPECT_EQ(test, raw(cleared), 0);
	KUNIT_EXPECT_EQ(test, q.updates, 0);
	KUNIT_EXPECT_EQ(test, q.flushes, 0);
}

/*
 * A change of the protection keeps the page, whether the entry stays present or
 * not. Here, this machine need not be a Xen PV guest.
 */
static void protection(struct kunit *test)
{
	pte_t pte, other, readonly, writable, absent, still_absent, back;
	unsigned long pfn;
	struct entries e;

	lazy_mmu_test_map_user(test, &e, 2);
	/* Xen makes the entries of user space global, which nobody has asked for. */
	pte = pte_clrglobal(entry(&e, 0));
	other = pte_clrglobal(entry(&e, 1));
	pfn = pte_pfn(pte);
	readonly = pte_modify(pte, PAGE_READONLY);
	writable = pte_modify(readonly, PAGE_SHARED);
	absent = pte_modify(readonly, PAGE_NONE);
	still_absent = pte_modify(absent, PAGE_NONE);
	back = pte_modify(still_absent, PAGE_SHARED);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_EQ(test, pte_pfn(readonly), pfn);
	KUNIT_EXPECT_EQ(test, raw(readonly) & PTE_PFN_MASK, raw(pte) & PTE_PFN_MASK);
	KUNIT_EXPECT_TRUE(test, pte_present(readonly));
	KUNIT_EXPECT_FALSE(test, pte_write(readonly));
	KUNIT_EXPECT_TRUE(test, pte_dirty(readonly));
	KUNIT_EXPECT_TRUE(test, pte_young(readonly));

	KUNIT_EXPECT_EQ(test, raw(writable), raw(pte));

	KUNIT_EXPECT_EQ(test, pte_pfn(absent), pfn);
	KUNIT_EXPECT_EQ(test, pte_flags(absent) & _PAGE_PRESENT, 0);
	KUNIT_EXPECT_TRUE(test, pte_dirty(absent));
	KUNIT_EXPECT_EQ(test, raw(still_absent), raw(absent));

	KUNIT_EXPECT_EQ(test, raw(back), raw(pte));

	/* A CPU may still have the old entry in its TLB. */
	KUNIT_EXPECT_FALSE(test, pte_needs_flush(pte, writable));
	KUNIT_EXPECT_TRUE(test, pte_needs_flush(pte, readonly));
	KUNIT_EXPECT_TRUE(test, pte_needs_flush(pte, absent));
	KUNIT_EXPECT_TRUE(test, pte_needs_flush(pte, other));
	KUNIT_EXPECT_FALSE(test, pte_needs_flush(absent, back));
}

static struct kunit_case lazy_mmu_emulated_test_cases[] = {
	KUNIT_CASE(clear_queued),
	KUNIT_CASE(clear_unsettled_queued),
	KUNIT_CASE(clear_swap_queued),
	KUNIT_CASE(get_and_clear_queued),
	KUNIT_CASE(get_and_clear_readonly_queued),
	KUNIT_CASE(get_and_clear_not_present_queued),
	KUNIT_CASE(write_protect_queued),
	KUNIT_CASE(make_old_queued),
	KUNIT_CASE(get_and_clear_clean_at_once),
	KUNIT_CASE(get_and_clear_old_at_once),
	KUNIT_CASE(write_protect_clean_at_once),
	KUNIT_CASE(write_protect_old_at_once),
	KUNIT_CASE(make_old_clean_at_once),
	KUNIT_CASE(make_old_old),
	KUNIT_CASE(outside_at_once),
	KUNIT_CASE(pause_at_once),
	KUNIT_CASE(handler_at_once),
	KUNIT_CASE(in_order),
	KUNIT_CASE(clear_many),
	KUNIT_CASE(unmap_anonymous),
	KUNIT_CASE(unmap_file),
	KUNIT_CASE(not_pinned),
	KUNIT_CASE(protection),
	{}
};

static struct kunit_suite lazy_mmu_emulated_test_suite = {
	.name = "lazy_mmu_emulated",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_emulated_test_cases,
};

kunit_test_suite(lazy_mmu_emulated_test_suite);
