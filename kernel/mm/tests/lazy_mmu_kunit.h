/* SPDX-License-Identifier: GPL-2.0-only */
/* What the KUnit suites for the lazy MMU mode share. */
#ifndef _MM_TESTS_LAZY_MMU_KUNIT_H
#define _MM_TESTS_LAZY_MMU_KUNIT_H

#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/pgtable.h>

/* On a stock kernel, this gives the stateless API the names of the series. */
#include <linux/lazy_mmu.h>

bool lazy_mmu_test_mode_expected(void);
bool lazy_mmu_test_mode_of_task(void);
bool lazy_mmu_test_batches(void);
void lazy_mmu_test_note(struct kunit *test, const char *what, int line);
void lazy_mmu_test_expect(struct kunit *test, bool on, int line);
int lazy_mmu_test_preempt_count(struct kunit *test);
int lazy_mmu_test_init(struct kunit *test);
void lazy_mmu_test_exit(struct kunit *test);

/* Usable inside sections: failures are recorded and reported at the end of the test. */
#define expect_on(test) \
	lazy_mmu_test_expect(test, lazy_mmu_test_mode_expected(), __LINE__)
#define expect_off(test)	lazy_mmu_test_expect(test, false, __LINE__)
#define expect_in_section(test, condition)				\
	do {								\
		if (!(condition))					\
			lazy_mmu_test_note(test, "not " #condition, __LINE__); \
	} while (0)

/*
 * struct entries - entries of a page table, to be updated as a test likes
 * @mm: Where they are: in vmalloc space, or in an address space of their own.
 * @addr: What the first one maps.
 * @nr: How many there are.
 * @ptep: Pointers to them.
 *
 * They are only changed between read-only and read-write. That needs no care
 * for the TLB, as nobody writes to the pages, unless to find out whether the TLB
 * was flushed.
 */
struct entries {
	struct mm_struct *mm;
	unsigned long addr;
	unsigned int nr;
	pte_t **ptep;
};

int lazy_mmu_test_find(struct entries *e);
void lazy_mmu_test_map(struct kunit *test, struct entries *e, unsigned int nr);
void lazy_mmu_test_map_user(struct kunit *test, struct entries *e,
			    unsigned int nr);
void lazy_mmu_test_unmap(struct entries *e);

/* powerpc has set_pte_at() for entries that are not valid yet, only. */
static inline void write_entry(struct entries *e, unsigned int i, pte_t pte)
{
	unsigned long addr = e->addr + i * PAGE_SIZE;
#ifdef CONFIG_PPC
	unsigned long old = pte_val(ptep_get(e->ptep[i])), new = pte_val(pte);

	pte_update(e->mm, addr, e->ptep[i], old & ~new, new & ~old, 0);
#else
	set_pte_at(e->mm, addr, e->ptep[i], pte);
#endif
}

static inline void make_readonly(struct entries *e, unsigned int i)
{
	write_entry(e, i, pte_wrprotect(ptep_get(e->ptep[i])));
}

static inline void make_writable(struct entries *e, unsigned int i)
{
	write_entry(e, i, pte_mkwrite_novma(ptep_get(e->ptep[i])));
}

static inline bool is_writable(struct entries *e, unsigned int i)
{
	return pte_write(ptep_get(e->ptep[i]));
}

/*
 * How many of @nr entries vunmap() clears with set_pte(). Without
 * ptep_get_and_clear_kernel(), it exchanges them, which is done at once.
 */
static inline unsigned int cleared_by_set_pte(unsigned int nr)
{
#ifdef ptep_get_and_clear_kernel
	return nr;
#else
	return 0;
#endif
}

/* How many flushes are waiting in the batch of this CPU, and fit into it. */
#if defined(CONFIG_PPC_64S_HASH_MMU)
#define BATCH_MAX	PPC64_TLB_BATCH_NR
#elif defined(CONFIG_SPARC64)
#define BATCH_MAX	TLB_BATCH_NR
#else
#define BATCH_MAX	1
#endif

static inline unsigned long batch_len(void)
{
#if defined(CONFIG_PPC_64S_HASH_MMU)
	return this_cpu_read(ppc64_tlb_batch.index);
#elif defined(CONFIG_SPARC64)
	return this_cpu_read(tlb_batch.tlb_nr);
#else
	return 0;
#endif
}

/* Whether this task is to execute barriers before its updates are complete. */
static inline bool barriers_pending(void)
{
#if defined(CONFIG_ARM64) && defined(__HAVE_ARCH_ENTER_LAZY_MMU_MODE)
	return current_thread_info()->lazy_mmu_pending;
#else
	return false;
#endif
}

#endif /* _MM_TESTS_LAZY_MMU_KUNIT_H */
