// SPDX-License-Identifier: GPL-2.0-only
/*
 * Workloads that show what the lazy MMU mode costs and saves.
 *
 * Nothing is measured here. Each workload runs between the calls of two empty
 * functions, lazy_mmu_bench_begin() and lazy_mmu_bench_end(). Who wants to
 * measure looks for them from outside: an emulator that counts what is executed
 * in between. After each run a line on the console says what it was::
 *
 *	lazy_mmu_bench: NAME OPERATIONS PAGES
 *
 * Several runs of a workload follow each other. The first is there to warm up.
 */
#include <linux/completion.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/moduleparam.h>
#include <linux/pgtable.h>
#include <linux/preempt.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/set_memory.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#ifdef CONFIG_ARM64
#include <asm/fixmap.h>
#endif

/* On a stock or a mainline kernel, this gives its mode the names of the series. */
#include <linux/lazy_mmu.h>

#define RUNS		11
#define MAX_ENTRIES	512

static bool run;
module_param(run, bool, 0);
MODULE_PARM_DESC(run, "Run the workloads at boot");

static char *only;
module_param(only, charp, 0);
MODULE_PARM_DESC(only, "Run only these workloads: names with commas between them");

static bool nonesting;
module_param(nonesting, bool, 0);
MODULE_PARM_DESC(nonesting, "Run no workload with a section in a section");

/*
 * The lists of free pages of a CPU are filled and emptied in batches. Who frees
 * many pages takes one more or one less, up to what was done before. Empty lists
 * are a beginning that is the same each time.
 */
static int drain_set(const char *val, const struct kernel_param *kp)
{
	/* The command line is read before there are such lists. */
	if (system_state < SYSTEM_RUNNING)
		return -EBUSY;

	preempt_disable();
	drain_local_pages(NULL);
	preempt_enable();

	return 0;
}

static const struct kernel_param_ops drain_ops = { .set = drain_set };

module_param_cb(drain, &drain_ops, NULL, 0200);
MODULE_PARM_DESC(drain, "Write anything: this CPU gives back its free pages");

/*
 * The compiler must neither inline these nor find out that they do nothing, nor
 * that both do the same: it would make one function of them.
 */
static noinline void lazy_mmu_bench_begin(void)
{
	asm volatile("" : : "i" (0) : "memory");
}

static noinline void lazy_mmu_bench_end(void)
{
	asm volatile("" : : "i" (1) : "memory");
}

/*
 * The entries that sections write to: of vmalloc space, or, where only those of
 * user space are batched, of an address space of our own.
 */
static struct mm_struct *entries_mm;
static unsigned long entries_addr;
static pte_t *entries[MAX_ENTRIES];

/* powerpc has set_pte_at() for entries that are not valid yet, only. */
static __always_inline void bench_write_entry(unsigned int i, bool writable)
{
	unsigned long addr = entries_addr + i * PAGE_SIZE;
	pte_t *ptep = entries[i];
	pte_t pte = ptep_get(ptep);
	pte_t to = writable ? pte_mkwrite_novma(pte) : pte_wrprotect(pte);

#ifdef CONFIG_PPC
	pte_update(entries_mm, addr, ptep, pte_val(pte) & ~pte_val(to),
		   pte_val(to) & ~pte_val(pte), 0);
#else
	set_pte_at(entries_mm, addr, ptep, to);
#endif
}

static int bench_store_entry(pte_t *ptep, unsigned long addr, void *data)
{
	entries[(addr - entries_addr) / PAGE_SIZE] = ptep;
	return 0;
}

static bool bench_map_kernel(void)
{
	void *pages = vmalloc(MAX_ENTRIES * PAGE_SIZE);

	if (!pages)
		return false;

	/* powerpc only flushes what is in the hash table from there. */
	memset(pages, 0, MAX_ENTRIES * PAGE_SIZE);
	entries_mm = &init_mm;
	entries_addr = (unsigned long)pages;

	return true;
}

static bool bench_map_user(void)
{
	const unsigned long addr = SZ_256M, size = MAX_ENTRIES * PAGE_SIZE;
	struct mm_struct *mm = mm_alloc();

	if (!mm)
		return false;

	mm->task_size = TASK_SIZE;
	arch_pick_mmap_layout(mm, &current->signal->rlim[RLIMIT_STACK]);
	kthread_use_mm(mm);
	entries_mm = mm;
	entries_addr = addr;

	return vm_mmap(NULL, addr, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, 0) == addr &&
	       !clear_user((void __user *)addr, size);
}

static bool bench_map_entries(void)
{
	bool mapped;

	mapped = IS_ENABLED(CONFIG_SPARC64) ? bench_map_user() :
					      bench_map_kernel();

	return mapped &&
	       !apply_to_existing_page_range(entries_mm, entries_addr,
					     MAX_ENTRIES * PAGE_SIZE,
					     bench_store_entry, NULL);
}

static void bench_unmap_entries(void)
{
	if (entries_mm == &init_mm) {
		vfree((void *)entries_addr);
	} else if (entries_mm) {
		kthread_unuse_mm(entries_mm);
		mmput(entries_mm);
	}
}

/*
 * What all others are compared with: @loops turns of a loop. Each workload
 * takes the number of its loops and what is different about it, and returns
 * how many operations that were, or 0 if they have failed.
 */
static unsigned int bench_nothing(unsigned int loops, unsigned int n)
{
	unsigned int i;

	lazy_mmu_bench_begin();
	for (i = 0; i < loops; i++)
		barrier();
	lazy_mmu_bench_end();

	return loops;
}

static unsigned int bench_empty(unsigned int loops, unsigned int n)
{
	lazy_mmu_state_t state;
	unsigned int i;

	lazy_mmu_bench_begin();
	for (i = 0; i < loops; i++) {
		state = lazy_mmu_mode_enable();
		lazy_mmu_mode_disable(state);
		barrier();
	}
	lazy_mmu_bench_end();

	return loops;
}

/* An empty section in @n others. */
static unsigned int bench_nested(unsigned int loops, unsigned int n)
{
	lazy_mmu_state_t state;
	unsigned int done;

	state = lazy_mmu_mode_enable();
	done = n > 1 ? bench_nested(loops, n - 1) : bench_empty(loops, 0);
	lazy_mmu_mode_disable(state);

	return done;
}

static __always_inline void bench_write_section(unsigned int n, bool writable)
{
	lazy_mmu_state_t state;
	unsigned int i;

	state = lazy_mmu_mode_enable();
	for (i = 0; i < n; i++)
		bench_write_entry(i, writable);
	lazy_mmu_mode_disable(state);
}

/* A section of @n updates. */
static unsigned int bench_section(unsigned int loops, unsigned int n)
{
	unsigned int i;

	lazy_mmu_bench_begin();
	for (i = 0; i < loops; i++) {
		bench_write_section(n, false);
		bench_write_section(n, true);
	}
	lazy_mmu_bench_end();

	return 2 * loops;
}

/* @n updates outside of sections, each of which is complete by itself. */
static unsigned int bench_entries(unsigned int loops, unsigned int n)
{
	unsigned int i, k;

	lazy_mmu_bench_begin();
	for (i = 0; i < loops; i++) {
		for (k = 0; k < n; k++)
			bench_write_entry(k, false);
		for (k = 0; k < n; k++)
			bench_write_entry(k, true);
	}
	lazy_mmu_bench_end();

	return 2 * loops;
}

static __always_inline void bench_write_nested(unsigned int n, bool writable)
{
	lazy_mmu_state_t outer, inner;
	unsigned int i;

	outer = lazy_mmu_mode_enable();
	for (i = 0; i < n; i++) {
		if (i % 8) {
			bench_write_entry(i, writable);
			continue;
		}
		inner = lazy_mmu_mode_enable();
		bench_write_entry(i, writable);
		lazy_mmu_mode_disable(inner);
	}
	lazy_mmu_mode_disable(outer);
}

/* A section of @n updates, every eighth of them in a section of its own. */
static unsigned int bench_section_nested(unsigned int loops, unsigned int n)
{
	unsigned int i;

	lazy_mmu_bench_begin();
	for (i = 0; i < loops; i++) {
		bench_write_nested(n, false);
		bench_write_nested(n, true);
	}
	lazy_mmu_bench_end();

	return 2 * loops;
}

/*
 * vfree() clears the entries at once, but keeps the addresses until enough have
 * come together. To have all of it in each run, and nothing of the one before,
 * vm_unmap_aliases() gives the addresses back, with the TLB flush that takes.
 */
static unsigned int bench_vmalloc_vfree(unsigned int loops, unsigned int n)
{
	unsigned int i;
	void *p;

	vm_unmap_aliases();
	lazy_mmu_bench_begin();
	for (i = 0; i < loops; i++) {
		p = vmalloc(n * PAGE_SIZE);
		vfree(p);
		vm_unmap_aliases();
	}
	lazy_mmu_bench_end();

	return p ? loops : 0;
}

/*
 * The same with pages that are used before they are freed. Only such pages are
 * in powerpc's hash table, and have to be removed from there.
 */
static unsigned int bench_vmalloc_touched(unsigned int loops, unsigned int n)
{
	unsigned int i, k;
	char *p;

	vm_unmap_aliases();
	lazy_mmu_bench_begin();
	for (i = 0; i < loops; i++) {
		p = vmalloc(n * PAGE_SIZE);
		for (k = 0; p && k < n; k++)
			WRITE_ONCE(p[k * PAGE_SIZE], 1);
		vfree(p);
		vm_unmap_aliases();
	}
	lazy_mmu_bench_end();

	return p ? loops : 0;
}

/* Of the pages whose entries sections write to. */
static unsigned int bench_set_memory(unsigned int loops, unsigned int n)
{
	unsigned int i;
	int err = 0;

	lazy_mmu_bench_begin();
	for (i = 0; i < loops; i++) {
		err |= set_memory_ro(entries_addr, n);
		err |= set_memory_rw(entries_addr, n);
	}
	lazy_mmu_bench_end();

	return err ? 0 : 2 * loops;
}

/* A fixmap is used as soon as it is set, in a section, too. */
static unsigned int bench_fixmap(unsigned int loops, unsigned int n)
{
	lazy_mmu_state_t state = lazy_mmu_mode_enable();
	unsigned int i;

	lazy_mmu_bench_begin();
	for (i = 0; i < loops; i++) {
#ifdef CONFIG_ARM64
		set_fixmap(FIX_TEXT_POKE0, __pa_symbol(entries));
		clear_fixmap(FIX_TEXT_POKE0);
#endif
	}
	lazy_mmu_bench_end();
	lazy_mmu_mode_disable(state);

	return loops;
}

/*
 * Behind the end of the memory there is a hole. Nobody looks at what is mapped.
 * That it is not aligned keeps huge pages out.
 */
static unsigned int bench_ioremap_iounmap(unsigned int loops, unsigned int n)
{
	phys_addr_t hole = ALIGN(PFN_PHYS(max_pfn), SZ_1G) + SZ_512M;
	void __iomem *p;
	unsigned int i;

	vm_unmap_aliases();
	lazy_mmu_bench_begin();
	for (i = 0; i < loops; i++) {
		p = ioremap(hole + PAGE_SIZE, n * PAGE_SIZE);
		if (p)
			iounmap(p);
		vm_unmap_aliases();
	}
	lazy_mmu_bench_end();

	return p ? loops : 0;
}

/*
 * struct workload - what is run
 * @name: As printed.
 * @run: See bench_nothing().
 * @loops: For @run.
 * @n: For @run: pages, or a depth.
 * @atomic: Without preemption: sections are not left in the middle, which not
 *	every kernel would survive.
 * @absent: It makes no sense here.
 */
struct workload {
	const char *name;
	unsigned int (*run)(unsigned int loops, unsigned int n);
	unsigned int loops;
	unsigned int n;
	bool atomic;
	bool absent;
};

/* sparc64 has no entries for what is remapped. */
#define NO_SET_MEMORY	!IS_ENABLED(CONFIG_ARCH_HAS_SET_MEMORY)
#define NO_IOREMAP	IS_ENABLED(CONFIG_SPARC64)
/* Only arm64 uses this fixmap, and has to order it with barriers. */
#define NO_FIXMAP	!IS_ENABLED(CONFIG_ARM64)

static const struct workload workloads[] = {
	{ "nothing", bench_nothing, 1000, 0, true },
	{ "empty", bench_empty, 1000, 0, true },
	{ "nested-1", bench_nested, 1000, 1, true },
	{ "nested-2", bench_nested, 1000, 2, true },
	{ "nested-4", bench_nested, 1000, 4, true },
	{ "nested-8", bench_nested, 1000, 8, true },
	{ "section-1", bench_section, 64, 1, true },
	{ "section-16", bench_section, 16, 16, true },
	{ "section-512", bench_section, 2, 512, true },
	{ "entries-512", bench_entries, 2, 512, true },
	{ "fixmap", bench_fixmap, 16, 0, true, NO_FIXMAP },
	{ "section-nested-512", bench_section_nested, 2, 512, true },
	{ "vmalloc-1", bench_vmalloc_vfree, 16, 1, false },
	{ "vmalloc-4", bench_vmalloc_vfree, 16, 4, false },
	{ "vmalloc-16", bench_vmalloc_vfree, 8, 16, false },
	{ "vmalloc-64", bench_vmalloc_vfree, 4, 64, false },
	{ "vmalloc-512", bench_vmalloc_vfree, 2, 512, false },
	{ "vmalloc-4096", bench_vmalloc_vfree, 1, 4096, false },
	{ "vmalloc-touched-512", bench_vmalloc_touched, 2, 512, false },
	{ "set_memory-16", bench_set_memory, 8, 16, false, NO_SET_MEMORY },
	{ "set_memory-512", bench_set_memory, 2, 512, false, NO_SET_MEMORY },
	{ "ioremap-16", bench_ioremap_iounmap, 8, 16, false, NO_IOREMAP },
	{ "ioremap-512", bench_ioremap_iounmap, 2, 512, false, NO_IOREMAP },
};

static bool bench_nests(const struct workload *w)
{
	return w->run == bench_section_nested || w->run == bench_nested;
}

/* The workload that all others are compared with is always run. */
static bool bench_wanted(const struct workload *w)
{
	const char *name = w->name;
	size_t len = strlen(name);
	const char *at = only;

	if (nonesting && bench_nests(w))
		return false;
	if (!at || w == &workloads[0])
		return true;

	for (; (at = strstr(at, name)); at += len) {
		bool begins = at == only || at[-1] == ',';

		if (begins && (!at[len] || at[len] == ','))
			return true;
	}

	return false;
}

static void bench_run_one(const struct workload *w)
{
	unsigned int i, done;

	for (i = 0; i < RUNS && !w->absent; i++) {
		if (w->atomic)
			preempt_disable();
		done = w->run(w->loops, w->n);
		if (w->atomic)
			preempt_enable();
		pr_info("lazy_mmu_bench: %s %u %u\n", w->name, done, w->n);
		cond_resched();
	}
}

/* A kernel thread, which may use an address space of user space. */
static int bench_run_all(void *data)
{
	unsigned int i;

	if (bench_map_entries()) {
		for (i = 0; i < ARRAY_SIZE(workloads); i++)
			if (bench_wanted(&workloads[i]))
				bench_run_one(&workloads[i]);
	} else {
		pr_err("lazy_mmu_bench: no memory\n");
	}
	bench_unmap_entries();
	complete(data);

	return 0;
}

static int __init bench_init(void)
{
	DECLARE_COMPLETION_ONSTACK(done);
	struct task_struct *task;

	if (!run)
		return 0;

	task = kthread_run(bench_run_all, &done, "lazy_mmu_bench");
	if (IS_ERR(task))
		return PTR_ERR(task);
	wait_for_completion(&done);

	return 0;
}
late_initcall(bench_init);
