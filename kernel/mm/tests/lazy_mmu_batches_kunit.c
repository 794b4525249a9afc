// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: the batches of TLB invalidations that
 * powerpc with the hash MMU and sparc64 have.
 *
 * Whether an invalidation has been executed is found out by writing to the page:
 * an entry that was made read-only still allows that as long as the MMU has not
 * been told.
 */
#include <linux/gfp.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/sched/mm.h>
#include <linux/uaccess.h>

#ifdef CONFIG_PPC_64S_HASH_MMU
#include <asm/code-patching.h>
#endif

#include "lazy_mmu_kunit.h"

#define MAX_PAGES	3

static void skip_unless_batches(struct kunit *test)
{
	if (!lazy_mmu_test_batches())
		kunit_skip(test, "there is no batch of flushes here");
}

/* Returns 0, or -EFAULT if the MMU refuses the access. */
static long try_write(struct entries *e, unsigned int i)
{
	unsigned long addr = e->addr + i * PAGE_SIZE;
	const u64 data = addr;

	if (e->mm == &init_mm)
		return copy_to_kernel_nofault((void *)addr, &data, sizeof(data));

	return copy_to_user_nofault((void __user *)addr, &data, sizeof(data));
}

/* Have the MMU know the entry, with the permission to write. */
static void warm_up(struct kunit *test, struct entries *e, unsigned int i)
{
	void __user *page = (void __user *)(e->addr + i * PAGE_SIZE);

	make_writable(e, i);
	/* What sets the dirty bit is the page fault of a user address. */
	if (e->mm != &init_mm)
		KUNIT_EXPECT_EQ(test, clear_user(page, sizeof(u64)), 0);
	KUNIT_EXPECT_EQ(test, try_write(e, i), 0);
}

/*
 * struct writes - what came of writing to the pages of a test
 * @before: When their entries were read-only, and nothing was flushed.
 * @after: When they had been flushed.
 * @len: How long the batch was before ...
 * @len_after: ... and after that.
 */
struct writes {
	long before[MAX_PAGES];
	long after[MAX_PAGES];
	unsigned long len, len_after;
};

static void end_nested(void)
{
	lazy_mmu_state_t state = lazy_mmu_mode_enable();

	lazy_mmu_mode_disable(state);
}

static void end_pause(void)
{
	lazy_mmu_state_t state = lazy_mmu_mode_pause();

	lazy_mmu_mode_resume(state);
}

/* Make @n pages read-only in a section, and have @flush flush the batch. */
static void write_around(struct kunit *test, unsigned int n, void (*flush)(void))
{
	struct writes w = { 0 };
	lazy_mmu_state_t state;
	struct entries e;
	unsigned int i;

	skip_unless_batches(test);
	lazy_mmu_test_map(test, &e, n);
	for (i = 0; i < n; i++)
		warm_up(test, &e, i);

	state = lazy_mmu_mode_enable();
	for (i = 0; i < n; i++)
		make_readonly(&e, i);
	w.len = batch_len();
	for (i = 0; i < n; i++)
		w.before[i] = try_write(&e, i);
	if (!flush)
		lazy_mmu_mode_disable(state);
	else
		flush();
	w.len_after = batch_len();
	for (i = 0; i < n; i++)
		w.after[i] = try_write(&e, i);
	if (flush)
		lazy_mmu_mode_disable(state);

	KUNIT_EXPECT_EQ(test, w.len, n);
	KUNIT_EXPECT_EQ(test, w.len_after, 0);
	for (i = 0; i < n; i++) {
		KUNIT_EXPECT_EQ(test, w.before[i], 0);
		KUNIT_EXPECT_EQ(test, w.after[i], -EFAULT);
	}

	lazy_mmu_test_unmap(&e);
}

/* A single page is flushed by another function than several ones. */
static void nested_leave(struct kunit *test)
{
	write_around(test, 1, end_nested);
	write_around(test, MAX_PAGES, end_nested);
}

static void pause(struct kunit *test)
{
	write_around(test, 1, end_pause);
	write_around(test, MAX_PAGES, end_pause);
}

static void leave(struct kunit *test)
{
	write_around(test, 1, NULL);
	write_around(test, MAX_PAGES, NULL);
}

/* A handler's update is flushed at once; what it interrupts stays batched. */
static void handler(struct kunit *test)
{
	unsigned long len, flags;
	long batched, flushed;
	lazy_mmu_state_t state;
	struct entries e;

	skip_unless_batches(test);
	lazy_mmu_test_map(test, &e, 2);
	warm_up(test, &e, 0);
	warm_up(test, &e, 1);

	state = lazy_mmu_mode_enable();
	make_readonly(&e, 0);
	local_irq_save(flags);
	__irq_enter_raw();
	make_readonly(&e, 1);
	__irq_exit_raw();
	local_irq_restore(flags);
	len = batch_len();
	batched = try_write(&e, 0);
	flushed = try_write(&e, 1);
	lazy_mmu_mode_disable(state);

	KUNIT_EXPECT_EQ(test, len, 1);
	KUNIT_EXPECT_EQ(test, batched, 0);
	KUNIT_EXPECT_EQ(test, flushed, -EFAULT);

	lazy_mmu_test_unmap(&e);
}

/* Without a section, each update is flushed at once. */
static void no_section(struct kunit *test)
{
	struct entries e;

	skip_unless_batches(test);
	lazy_mmu_test_map(test, &e, 1);
	warm_up(test, &e, 0);
	make_readonly(&e, 0);
	KUNIT_EXPECT_EQ(test, try_write(&e, 0), -EFAULT);
	lazy_mmu_test_unmap(&e);
}

#ifdef CONFIG_PPC_64S_HASH_MMU
/* There is one address space in a batch: what another one has is flushed. */
static void two_mms(struct kunit *test)
{
	unsigned long len_kernel, len_user, len_more, len_back;
	struct mm_struct *mm_user, *mm_back;
	struct entries kernel, user;
	lazy_mmu_state_t state;
	long flushed, batched;
	spinlock_t *ptl; /* the lock of the user page table */
	pte_t *ptep;

	skip_unless_batches(test);
	lazy_mmu_test_map(test, &kernel, 2);
	lazy_mmu_test_map_user(test, &user, 2);
	warm_up(test, &kernel, 0);
	KUNIT_EXPECT_EQ(test, try_write(&user, 0), 0);
	KUNIT_EXPECT_EQ(test, try_write(&user, 1), 0);

	/* Updates of user entries check that they are locked. */
	ptep = get_locked_pte(user.mm, user.addr, &ptl);
	KUNIT_ASSERT_NOT_NULL(test, ptep);
	state = lazy_mmu_mode_enable();
	make_readonly(&kernel, 0);
	len_kernel = batch_len();
	make_readonly(&user, 0);
	len_user = batch_len();
	mm_user = this_cpu_read(ppc64_tlb_batch.mm);
	flushed = try_write(&kernel, 0);
	batched = try_write(&user, 0);
	make_readonly(&user, 1);
	len_more = batch_len();
	make_readonly(&kernel, 1);
	len_back = batch_len();
	mm_back = this_cpu_read(ppc64_tlb_batch.mm);
	lazy_mmu_mode_disable(state);
	pte_unmap_unlock(ptep, ptl);

	KUNIT_EXPECT_EQ(test, len_kernel, 1);
	KUNIT_EXPECT_EQ(test, len_user, 1);
	KUNIT_EXPECT_PTR_EQ(test, mm_user, user.mm);
	KUNIT_EXPECT_EQ(test, flushed, -EFAULT);
	KUNIT_EXPECT_EQ(test, batched, 0);
	KUNIT_EXPECT_EQ(test, len_more, 2);
	KUNIT_EXPECT_EQ(test, len_back, 1);
	KUNIT_EXPECT_PTR_EQ(test, mm_back, &init_mm);

	lazy_mmu_test_unmap(&user);
	lazy_mmu_test_unmap(&kernel);
}

static void flush_range(struct entries *e)
{
	__flush_hash_table_range(e->addr, e->addr + PAGE_SIZE);
}

static void flush_pmd_range(struct entries *e)
{
	flush_hash_table_pmd_range(&init_mm, pmd_off_k(e->addr), e->addr);
}

/*
 * These have a section of their own, with interrupts disabled. They flush
 * entries that are not changed: here, one was, behind their back.
 */
static void within_section(struct kunit *test, void (*flush)(struct entries *e))
{
	unsigned long len, len_flushed, len_more;
	lazy_mmu_state_t state;
	long before, after;
	struct entries e;
	int count;

	skip_unless_batches(test);
	lazy_mmu_test_map(test, &e, 2);
	warm_up(test, &e, 0);
	warm_up(test, &e, 1);

	state = lazy_mmu_mode_enable();
	count = preempt_count();
	make_readonly(&e, 1);
	len = batch_len();
	*e.ptep[0] = pte_wrprotect(ptep_get(e.ptep[0]));
	before = try_write(&e, 0);
	flush(&e);
	expect_on(test);
	count -= preempt_count();
	after = try_write(&e, 0);
	len_flushed = batch_len();
	make_writable(&e, 0);
	len_more = batch_len();
	lazy_mmu_mode_disable(state);

	KUNIT_EXPECT_EQ(test, count, 0);
	KUNIT_EXPECT_EQ(test, len, 1);
	KUNIT_EXPECT_EQ(test, len_flushed, 0);
	KUNIT_EXPECT_EQ(test, before, 0);
	KUNIT_EXPECT_EQ(test, after, -EFAULT);
	KUNIT_EXPECT_EQ(test, len_more, 1);

	lazy_mmu_test_unmap(&e);
}

static void hash_table_range(struct kunit *test)
{
	within_section(test, flush_range);
}

static void hash_table_pmd_range(struct kunit *test)
{
	within_section(test, flush_pmd_range);
}

/*
 * Text is patched through an address of this CPU, at which each page is mapped
 * in turn: the second instruction must not be written to the first page.
 */
static void patch_text(struct kunit *test)
{
	const ppc_inst_t nop = ppc_inst(PPC_RAW_NOP());
	lazy_mmu_state_t state;
	u32 *page[2];
	int i, err[2];

	skip_unless_batches(test);
	if (!IS_ENABLED(CONFIG_STRICT_KERNEL_RWX))
		kunit_skip(test, "text is patched in place");
	for (i = 0; i < 2; i++) {
		page[i] = (u32 *)get_zeroed_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, page[i]);
	}

	state = lazy_mmu_mode_enable();
	for (i = 0; i < 2; i++)
		err[i] = patch_instruction(&page[i][i], nop);
	lazy_mmu_mode_disable(state);

	for (i = 0; i < 2; i++) {
		KUNIT_EXPECT_EQ(test, err[i], 0);
		KUNIT_EXPECT_EQ(test, page[i][i], PPC_RAW_NOP());
		KUNIT_EXPECT_EQ(test, page[i][!i], 0);
		free_page((unsigned long)page[i]);
	}
}
#endif /* CONFIG_PPC_64S_HASH_MMU */

#ifdef CONFIG_SPARC64
/*
 * struct batch - the batch as it is after a page was added
 * @exec: Whether the instruction TLB is flushed, too.
 */
struct batch {
	unsigned long nr;
	struct mm_struct *mm;
	unsigned int shift;
	bool exec;
};

static struct batch add(struct mm_struct *mm, struct entries *e, unsigned int i,
			bool exec, unsigned int shift)
{
	pte_t pte = pte_modify(ptep_get(e->ptep[i]),
			       vm_get_page_prot(VM_READ | (exec ? VM_EXEC : 0)));
	struct tlb_batch *tb = raw_cpu_ptr(&tlb_batch);
	struct batch batch;

	tlb_batch_add(mm, e->addr + i * PAGE_SIZE, e->ptep[i], pte_mkclean(pte),
		      0, shift);
	batch.nr = tb->tlb_nr;
	batch.mm = tb->mm;
	batch.shift = tb->hugepage_shift;
	batch.exec = tb->tlb_nr && (tb->vaddrs[tb->tlb_nr - 1] & 1);

	return batch;
}

static void expect_batch(struct kunit *test, struct batch batch,
			 unsigned long nr, struct mm_struct *mm,
			 unsigned int shift, bool exec)
{
	KUNIT_EXPECT_EQ(test, batch.nr, nr);
	KUNIT_EXPECT_PTR_EQ(test, batch.mm, mm);
	KUNIT_EXPECT_EQ(test, batch.shift, shift);
	KUNIT_EXPECT_EQ(test, batch.exec, exec);
}

/*
 * There is one address space in a batch, and one size of pages: what is of
 * another one is flushed.
 */
static void two_mms(struct kunit *test)
{
	struct batch first, second, other_mm, back, huge, small, left;
	lazy_mmu_state_t state;
	struct mm_struct *mm;
	long batched, flushed;
	struct entries e;

	skip_unless_batches(test);
	mm = mm_alloc();
	KUNIT_ASSERT_NOT_NULL(test, mm);
	lazy_mmu_test_map(test, &e, 2);
	warm_up(test, &e, 0);

	state = lazy_mmu_mode_enable();
	make_readonly(&e, 0);
	first = add(e.mm, &e, 1, false, PAGE_SHIFT);
	second = add(e.mm, &e, 1, true, PAGE_SHIFT);
	batched = try_write(&e, 0);
	other_mm = add(mm, &e, 1, false, PAGE_SHIFT);
	flushed = try_write(&e, 0);
	back = add(e.mm, &e, 1, true, PAGE_SHIFT);
	huge = add(e.mm, &e, 1, false, REAL_HPAGE_SHIFT);
	small = add(e.mm, &e, 1, false, PAGE_SHIFT);
	lazy_mmu_mode_disable(state);
	left = add(e.mm, &e, 1, false, PAGE_SHIFT);

	expect_batch(test, first, 2, e.mm, PAGE_SHIFT, false);
	expect_batch(test, second, 3, e.mm, PAGE_SHIFT, true);
	KUNIT_EXPECT_EQ(test, batched, 0);
	expect_batch(test, other_mm, 1, mm, PAGE_SHIFT, false);
	KUNIT_EXPECT_EQ(test, flushed, -EFAULT);
	expect_batch(test, back, 1, e.mm, PAGE_SHIFT, true);
	expect_batch(test, huge, 1, e.mm, REAL_HPAGE_SHIFT, false);
	expect_batch(test, small, 1, e.mm, PAGE_SHIFT, false);
	KUNIT_EXPECT_EQ(test, left.nr, 0);

	lazy_mmu_test_unmap(&e);
	mmput(mm);
}
#endif /* CONFIG_SPARC64 */

/* Without the series, a leave has no state, and a batch cannot be lost. */
#ifdef lazy_mmu_state_nested
/*
 * Call @leave and return by how much that has changed the preempt count. There are
 * enough counts that a wrong one does no harm.
 */
static int count_over(void (*leave)(void *data), void *data)
{
	int before, after;

	preempt_disable();
	preempt_disable();
	before = preempt_count();
	leave(data);
	after = preempt_count();
	preempt_count_set(before);
	preempt_enable();
	preempt_enable();

	return after - before;
}

static void leave_twice(void *data)
{
	arch_leave_lazy_mmu_mode(LAZY_MMU_NESTED);
	arch_leave_lazy_mmu_mode(LAZY_MMU_DEFAULT);
}

/* A leave that finds the mode off leaves it off, and preemption as it is. */
static void leave_when_off(struct kunit *test)
{
	expect_off(test);
	KUNIT_EXPECT_EQ(test, count_over(leave_twice, NULL), 0);
	expect_off(test);
}

static void flush(struct kunit *test)
{
	write_around(test, 1, arch_flush_lazy_mmu_mode);
	write_around(test, MAX_PAGES, arch_flush_lazy_mmu_mode);
}

/*
 * Do what happens to a task that sleeps in a section: the context switch makes
 * the batch inactive, and schedule_debug() has reset the preempt count.
 */
static void lose_batch(void)
{
#if defined(CONFIG_PPC_64S_HASH_MMU)
	arch_flush_lazy_mmu_mode();
	this_cpu_write(ppc64_tlb_batch.active, NULL);
#elif defined(CONFIG_SPARC64)
	unsigned long flags;

	local_irq_save(flags);
	tlb_batch_stop(this_cpu_ptr(&tlb_batch));
	local_irq_restore(flags);
#endif
	preempt_enable();
}

static void end_section(void *data)
{
	lazy_mmu_mode_disable(*(lazy_mmu_state_t *)data);
}

/* The rest of the section does not batch, and its end does nothing. */
static void lost_at_depth(struct kunit *test, bool nest)
{
	int count = preempt_count(), count_inner = 0, count_outer, i;
	lazy_mmu_state_t outer, inner;
	struct entries e;

	skip_unless_batches(test);
	lazy_mmu_test_map(test, &e, MAX_PAGES);
	for (i = 0; i < MAX_PAGES; i++)
		warm_up(test, &e, i);

	outer = lazy_mmu_mode_enable();
	if (nest)
		inner = lazy_mmu_mode_enable();
	make_readonly(&e, 0);
	make_readonly(&e, 1);
	lose_batch();
	make_readonly(&e, 2);
	if (nest)
		count_inner = count_over(end_section, &inner);
	count_outer = count_over(end_section, &outer);

	KUNIT_EXPECT_EQ(test, count_inner, 0);
	KUNIT_EXPECT_EQ(test, count_outer, 0);
	KUNIT_EXPECT_EQ(test, preempt_count(), count);
	expect_off(test);
	KUNIT_EXPECT_EQ(test, batch_len(), 0);
	for (i = 0; i < MAX_PAGES; i++)
		KUNIT_EXPECT_EQ(test, try_write(&e, i), -EFAULT);

	lazy_mmu_test_unmap(&e);
}

static void lost(struct kunit *test)
{
	lost_at_depth(test, false);
	lost_at_depth(test, true);
}
#endif /* lazy_mmu_state_nested */

static struct kunit_case lazy_mmu_batches_test_cases[] = {
	KUNIT_CASE(nested_leave),
	KUNIT_CASE(pause),
	KUNIT_CASE(leave),
	KUNIT_CASE(handler),
	KUNIT_CASE(no_section),
	KUNIT_CASE(two_mms),
#ifdef CONFIG_PPC_64S_HASH_MMU
	KUNIT_CASE(hash_table_range),
	KUNIT_CASE(hash_table_pmd_range),
	KUNIT_CASE(patch_text),
#endif
#ifdef lazy_mmu_state_nested
	KUNIT_CASE(leave_when_off),
	KUNIT_CASE(flush),
	KUNIT_CASE(lost),
#endif
	{}
};

static struct kunit_suite lazy_mmu_batches_test_suite = {
	.name = "lazy_mmu_batches",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_batches_test_cases,
};

kunit_test_suite(lazy_mmu_batches_test_suite);
