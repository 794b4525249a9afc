// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests for the lazy MMU mode: when arm64 has barriers pending, and for
 * which entries. That issuing them executes any is not visible from here.
 */
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/vmalloc.h>

#include <asm/fixmap.h>
#include <asm/patching.h>

#include "lazy_mmu_kunit.h"

/*
 * A handler may issue the barriers of this task, so interrupts are disabled
 * wherever it is looked at whether some are pending.
 */

/*
 * Count the pairs of barriers for @updates in a section, with a nested one in
 * it every @every updates. An update that leaves nothing pending has had its own.
 */
static unsigned int count_pairs(struct entries *e, unsigned int updates,
				unsigned int every)
{
	lazy_mmu_state_t outer, inner;
	unsigned int pairs = 0, i;
	unsigned long flags;

	local_irq_save(flags);
	outer = lazy_mmu_mode_enable();
	for (i = 0; i < updates; i++) {
		make_readonly(e, i % e->nr);
		if (!barriers_pending())
			pairs++;
		if ((i + 1) % every)
			continue;
		inner = lazy_mmu_mode_enable();
		if (barriers_pending())
			pairs++;
		lazy_mmu_mode_disable(inner);
		if (barriers_pending())
			pairs += updates;	/* it did not issue them */
	}
	if (barriers_pending())
		pairs++;
	lazy_mmu_mode_disable(outer);
	if (barriers_pending())
		pairs += updates;
	local_irq_restore(flags);

	return pairs;
}

static void pairs(struct kunit *test)
{
	unsigned int none, one, many, nested;
	struct entries e;

	lazy_mmu_test_map(test, &e, 64);
	none = count_pairs(&e, 0, UINT_MAX);
	one = count_pairs(&e, 1, UINT_MAX);
	many = count_pairs(&e, 512, UINT_MAX);
	nested = count_pairs(&e, 512, 8);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_EQ(test, none, 0);
	KUNIT_EXPECT_EQ(test, one, 1);
	KUNIT_EXPECT_EQ(test, many, 1);
	KUNIT_EXPECT_EQ(test, nested, 512 / 8);
}

/* User entries need no barriers, so none are pending. */
static void user_entries(struct kunit *test)
{
	lazy_mmu_state_t state;
	bool pending = false;
	struct entries e;
	unsigned int i;

	lazy_mmu_test_map_user(test, &e, 16);
	state = lazy_mmu_mode_enable();
	for (i = 0; i < e.nr; i++) {
		make_readonly(&e, i);
		pending |= barriers_pending();
	}
	lazy_mmu_mode_disable(state);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_FALSE(test, pending);
}

/* A page that user space can only execute has PTE_USER clear, as the kernel's. */
static void user_exec_only(struct kunit *test)
{
	lazy_mmu_state_t state;
	unsigned long flags;
	struct entries e;
	pte_t pte, exec;
	bool pending;

	lazy_mmu_test_map_user(test, &e, 1);
	local_irq_save(flags);
	state = lazy_mmu_mode_enable();
	pte = ptep_get_and_clear(e.mm, e.addr, e.ptep[0]);
	exec = clear_pte_bit(pte_wrprotect(pte), __pgprot(PTE_USER | PTE_UXN));
	set_pte_at(e.mm, e.addr, e.ptep[0], exec);
	pending = barriers_pending();
	ptep_get_and_clear(e.mm, e.addr, e.ptep[0]);
	set_pte_at(e.mm, e.addr, e.ptep[0], pte);
	lazy_mmu_mode_disable(state);
	local_irq_restore(flags);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_TRUE(test, pte_valid(exec));
	KUNIT_EXPECT_FALSE(test, pte_user(exec));
	KUNIT_EXPECT_FALSE(test, pending);
}

/* The functions of vmalloc: barriers for each entry set, none for one cleared. */
static void kernel_entries(struct kunit *test)
{
#if defined(set_pte_kernel) && defined(ptep_get_and_clear_kernel)
	bool by_clear, by_set, outside;
	lazy_mmu_state_t state;
	unsigned long flags;
	struct entries e;
	pte_t pte;

	/* Nobody looks at the page while its entry is clear. */
	lazy_mmu_test_map(test, &e, 1);
	local_irq_save(flags);
	state = lazy_mmu_mode_enable();
	pte = ptep_get_and_clear_kernel(e.addr, e.ptep[0], false);
	by_clear = barriers_pending();
	set_pte_kernel(e.addr, e.ptep[0], pte, kernel_ptes_lazy());
	by_set = barriers_pending();
	lazy_mmu_mode_disable(state);
	pte = ptep_get_and_clear_kernel(e.addr, e.ptep[0], false);
	set_pte_kernel(e.addr, e.ptep[0], pte, kernel_ptes_lazy());
	outside = barriers_pending();
	local_irq_restore(flags);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_FALSE(test, by_clear);
	KUNIT_EXPECT_TRUE(test, by_set);
	KUNIT_EXPECT_FALSE(test, outside);
#else
	kunit_skip(test, "vmalloc has no functions of its own");
#endif
}

/* A fixmap is there at once, in a section, too. */
static void fixmap(struct kunit *test)
{
	const unsigned long there = 0x6c617a79;
	unsigned long flags, seen;
	lazy_mmu_state_t state;
	struct entries e;
	phys_addr_t phys;
	bool pending;

	lazy_mmu_test_map(test, &e, 1);
	WRITE_ONCE(*(unsigned long *)e.addr, there);
	phys = page_to_phys(vmalloc_to_page((void *)e.addr));

	/* The slots of early_ioremap() are free by now. */
	local_irq_save(flags);
	state = lazy_mmu_mode_enable();
	set_fixmap(FIX_BTMAP_BEGIN, phys);
	pending = barriers_pending();
	seen = READ_ONCE(*(unsigned long *)fix_to_virt(FIX_BTMAP_BEGIN));
	clear_fixmap(FIX_BTMAP_BEGIN);
	pending |= barriers_pending();
	lazy_mmu_mode_disable(state);
	local_irq_restore(flags);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_FALSE(test, pending);
	KUNIT_EXPECT_EQ(test, seen, there);
}

static noinline void patched(void)
{
	barrier();
}

/* Text is patched through a fixmap; here an instruction is put back. */
static void patch_text(struct kunit *test)
{
	lazy_mmu_state_t state;
	unsigned long flags;
	bool pending;
	int err;
	u32 insn;

	KUNIT_ASSERT_EQ(test, aarch64_insn_read(patched, &insn), 0);
	local_irq_save(flags);
	state = lazy_mmu_mode_enable();
	err = aarch64_insn_patch_text_nosync(patched, insn);
	pending = barriers_pending();
	lazy_mmu_mode_disable(state);
	local_irq_restore(flags);
	patched();

	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_FALSE(test, pending);
}

/*
 * Entries of upper levels are completed by the same barriers. They are written
 * with what they are; the top level of the kernel does not count, as it is
 * written through a fixmap.
 */
static void upper_levels(struct kunit *test)
{
	bool by_pmd, by_pud = true, issued, outside;
	lazy_mmu_state_t state;
	unsigned long flags;
	struct entries e;
	pmd_t *pmdp;
	pud_t *pudp;

	if (mm_pmd_folded(&init_mm))
		kunit_skip(test, "page tables have two levels");

	lazy_mmu_test_map(test, &e, 1);
	pudp = pud_offset(p4d_offset(pgd_offset_k(e.addr), e.addr), e.addr);
	pmdp = pmd_offset(pudp, e.addr);

	local_irq_save(flags);
	state = lazy_mmu_mode_enable();
	set_pmd(pmdp, READ_ONCE(*pmdp));
	by_pmd = barriers_pending();
	arch_flush_lazy_mmu_mode();
	issued = !barriers_pending();
	if (!mm_pud_folded(&init_mm)) {
		set_pud(pudp, READ_ONCE(*pudp));
		by_pud = barriers_pending();
	}
	lazy_mmu_mode_disable(state);
	set_pmd(pmdp, READ_ONCE(*pmdp));
	outside = barriers_pending();
	local_irq_restore(flags);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_TRUE(test, by_pmd);
	KUNIT_EXPECT_TRUE(test, issued);
	KUNIT_EXPECT_TRUE(test, by_pud);
	KUNIT_EXPECT_FALSE(test, outside);
}

/* With five levels there is a p4d below the top level. */
static void p4d_level(struct kunit *test)
{
	lazy_mmu_state_t state;
	bool pending, outside;
	unsigned long flags;
	struct entries e;
	p4d_t *p4dp;

	if (mm_p4d_folded(&init_mm))
		kunit_skip(test, "page tables have four levels, or fewer");

	lazy_mmu_test_map(test, &e, 1);
	p4dp = p4d_offset(pgd_offset_k(e.addr), e.addr);

	local_irq_save(flags);
	state = lazy_mmu_mode_enable();
	set_p4d(p4dp, READ_ONCE(*p4dp));
	pending = barriers_pending();
	lazy_mmu_mode_disable(state);
	set_p4d(p4dp, READ_ONCE(*p4dp));
	outside = barriers_pending();
	local_irq_restore(flags);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_TRUE(test, pending);
	KUNIT_EXPECT_FALSE(test, outside);
}

/* The tables of user space have the same barriers, at the top level, too. */
static void user_tables(struct kunit *test)
{
	bool by_pmd, by_top, outside;
	lazy_mmu_state_t state;
	unsigned long flags;
	struct entries e;
	pgd_t *pgdp;
	p4d_t *p4dp;
	pmd_t *pmdp;

	lazy_mmu_test_map_user(test, &e, 1);
	pgdp = pgd_offset(e.mm, e.addr);
	p4dp = p4d_offset(pgdp, e.addr);
	pmdp = pmd_offset(pud_offset(p4dp, e.addr), e.addr);

	local_irq_save(flags);
	state = lazy_mmu_mode_enable();
	set_pmd(pmdp, READ_ONCE(*pmdp));
	by_pmd = barriers_pending();
	arch_flush_lazy_mmu_mode();
	if (!mm_p4d_folded(e.mm))
		set_pgd(pgdp, READ_ONCE(*pgdp));
	else if (!mm_pud_folded(e.mm))
		set_p4d(p4dp, READ_ONCE(*p4dp));
	else
		set_pmd(pmdp, READ_ONCE(*pmdp));
	by_top = barriers_pending();
	lazy_mmu_mode_disable(state);
	set_pmd(pmdp, READ_ONCE(*pmdp));
	outside = barriers_pending();
	local_irq_restore(flags);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_TRUE(test, by_pmd);
	KUNIT_EXPECT_TRUE(test, by_top);
	KUNIT_EXPECT_FALSE(test, outside);
}

/* A pause issues what is pending, and in a pause each entry has its own pair. */
static void pause(struct kunit *test)
{
	bool paused, in_pause, resumed, left;
	lazy_mmu_state_t outer, inner;
	unsigned long flags;
	struct entries e;

	lazy_mmu_test_map(test, &e, 1);
	local_irq_save(flags);
	outer = lazy_mmu_mode_enable();
	make_readonly(&e, 0);
	inner = lazy_mmu_mode_pause();
	paused = barriers_pending();
	make_writable(&e, 0);
	in_pause = barriers_pending();
	lazy_mmu_mode_resume(inner);
	make_readonly(&e, 0);
	resumed = barriers_pending();
	lazy_mmu_mode_disable(outer);
	left = barriers_pending();
	local_irq_restore(flags);
	lazy_mmu_test_unmap(&e);

	KUNIT_EXPECT_FALSE(test, paused);
	KUNIT_EXPECT_FALSE(test, in_pause);
	KUNIT_EXPECT_TRUE(test, resumed);
	KUNIT_EXPECT_FALSE(test, left);
}

static struct kunit_case lazy_mmu_barriers_test_cases[] = {
	KUNIT_CASE(pairs),
	KUNIT_CASE(user_entries),
	KUNIT_CASE(user_exec_only),
	KUNIT_CASE(kernel_entries),
	KUNIT_CASE(fixmap),
	KUNIT_CASE(patch_text),
	KUNIT_CASE(upper_levels),
	KUNIT_CASE(p4d_level),
	KUNIT_CASE(user_tables),
	KUNIT_CASE(pause),
	{}
};

static struct kunit_suite lazy_mmu_barriers_test_suite = {
	.name = "lazy_mmu_barriers",
	.init = lazy_mmu_test_init,
	.exit = lazy_mmu_test_exit,
	.test_cases = lazy_mmu_barriers_test_cases,
};

kunit_test_suite(lazy_mmu_barriers_test_suite);
