// SPDX-License-Identifier: GPL-2.0-only
/* What the KUnit suites for the lazy MMU mode share. */
#include <linux/kthread.h>
#include <linux/mman.h>
#include <linux/preempt.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#ifdef CONFIG_PARAVIRT_XXL
#include <asm/paravirt.h>
#endif

#include "lazy_mmu_kunit.h"

/*
 * Whether sections are expected to turn a mode on here. This is deliberately
 * not found out by trying: a kernel that never turns it on has to fail.
 */
bool lazy_mmu_test_mode_expected(void)
{
#if defined(CONFIG_X86) && defined(CONFIG_PARAVIRT_XXL)
	return boot_cpu_has(X86_FEATURE_XENPV);
#elif defined(CONFIG_PPC_64S_HASH_MMU)
	return !radix_enabled();
#else
	return IS_ENABLED(CONFIG_SPARC64) || IS_ENABLED(CONFIG_ARM64);
#endif
}

/* Whether a section belongs to the task, so that it can be switched out. */
bool lazy_mmu_test_mode_of_task(void)
{
	return IS_ENABLED(CONFIG_X86) || IS_ENABLED(CONFIG_ARM64);
}

/* Whether flushes are collected in a batch that batch_len() looks at. */
bool lazy_mmu_test_batches(void)
{
	return lazy_mmu_test_mode_expected() && !lazy_mmu_test_mode_of_task();
}

/*
 * What has been found in a section is told when the test is over: telling
 * allocates memory, which a section must not wait for.
 */
struct found {
	int line;
	const char *what;
};

struct lazy_mmu_test {
	int preempt_count;	/* outside of all sections */
	unsigned int nr;
	struct found found[8];
};

int lazy_mmu_test_init(struct kunit *test)
{
	struct lazy_mmu_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	if (!t)
		return -ENOMEM;

	t->preempt_count = preempt_count();
	test->priv = t;

	return 0;
}

void lazy_mmu_test_exit(struct kunit *test)
{
	struct lazy_mmu_test *t = test->priv;
	unsigned int i;

	if (!t)
		return;
	for (i = 0; i < t->nr && i < ARRAY_SIZE(t->found); i++)
		KUNIT_FAIL(test, "line %d: %s", t->found[i].line,
			   t->found[i].what);
	if (t->nr > ARRAY_SIZE(t->found))
		KUNIT_FAIL(test, "%u more", t->nr - (unsigned int)ARRAY_SIZE(t->found));
}

void lazy_mmu_test_note(struct kunit *test, const char *what, int line)
{
	struct lazy_mmu_test *t = test->priv;

	if (t->nr < ARRAY_SIZE(t->found))
		t->found[t->nr] = (struct found){ line, what };
	t->nr++;
}

void lazy_mmu_test_expect(struct kunit *test, bool on, int line)
{
	if (is_lazy_mmu_mode_active() != on)
		lazy_mmu_test_note(test, on ? "the mode is off" :
				   "the mode is on", line);
}

int lazy_mmu_test_preempt_count(struct kunit *test)
{
	return ((struct lazy_mmu_test *)test->priv)->preempt_count;
}

static int store_ptep(pte_t *ptep, unsigned long addr, void *data)
{
	struct entries *e = data;

	e->ptep[(addr - e->addr) / PAGE_SIZE] = ptep;
	return 0;
}

/* Fill in the pointers to the entries. */
int lazy_mmu_test_find(struct entries *e)
{
	int err = apply_to_existing_page_range(e->mm, e->addr,
					       e->nr * PAGE_SIZE, store_ptep, e);

	return err ?: e->ptep[e->nr - 1] ? 0 : -ENOENT;
}

/* In vmalloc space, where a test can do as it likes. */
static bool map_kernel(struct entries *e)
{
	void *pages = vmalloc(e->nr * PAGE_SIZE);

	if (!pages)
		return false;

	/* powerpc only flushes what is in the hash table from there. */
	memset(pages, 0, e->nr * PAGE_SIZE);
	e->mm = &init_mm;
	e->addr = (unsigned long)pages;

	return true;
}

/* In an address space of this test's own. */
static bool map_user(struct entries *e)
{
	const unsigned long addr = SZ_256M, size = e->nr * PAGE_SIZE;
	struct mm_struct *mm = mm_alloc();

	if (!mm)
		return false;

	mm->task_size = TASK_SIZE;
	arch_pick_mmap_layout(mm, &current->signal->rlim[RLIMIT_STACK]);
#ifdef CONFIG_PARAVIRT_XXL
	/* Xen only loads page tables that are pinned. */
	paravirt_enter_mmap(mm);
#endif
	kthread_use_mm(mm);
	e->mm = mm;
	e->addr = addr;

	return vm_mmap(NULL, addr, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED |
		       MAP_LOCKED, 0) == addr &&
	       !clear_user((void __user *)addr, size);
}

static void map(struct kunit *test, struct entries *e, unsigned int nr,
		bool (*how)(struct entries *e))
{
	bool mapped;

	memset(e, 0, sizeof(*e));
	e->nr = nr;
	e->ptep = kunit_kcalloc(test, nr, sizeof(*e->ptep), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, e->ptep);

	mapped = how(e) && !lazy_mmu_test_find(e);
	if (!mapped)
		lazy_mmu_test_unmap(e);
	KUNIT_ASSERT_TRUE(test, mapped);
}

/*
 * Map @nr pages such that changes of their entries are batched if anything is.
 * sparc64 has no batch for kernel entries.
 */
void lazy_mmu_test_map(struct kunit *test, struct entries *e, unsigned int nr)
{
	map(test, e, nr, IS_ENABLED(CONFIG_SPARC64) ? map_user : map_kernel);
}

/* Map @nr pages in an address space of this test's own. */
void lazy_mmu_test_map_user(struct kunit *test, struct entries *e,
			    unsigned int nr)
{
	map(test, e, nr, map_user);
}

void lazy_mmu_test_unmap(struct entries *e)
{
	if (!e->mm)
		return;

	if (e->mm == &init_mm) {
		vfree((void *)e->addr);
	} else {
		kthread_unuse_mm(e->mm);
		mmput(e->mm);
	}
	e->mm = NULL;
}
