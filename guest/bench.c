// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench.c - workloads of user space that the emulator measures.
 *
 * Each workload runs between calls of two empty functions, which the emulator's
 * plugin knows, and then prints "lazy_mmu_bench: NAME OPERATIONS PAGES", as the
 * workloads in the kernel do (mm/tests/lazy_mmu_bench.c).
 *
 * init runs the workloads itself, because a child would need fork(). fork() is
 * itself a workload, and not every kernel in the comparison survives it.
 */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Number of runs of a workload; the first run is for warming up. */
#define RUNS		11
#define LARGE_RUNS	5
#define MIB	(1UL << 20)

/* Workloads on more memory take long, and run only LARGE_RUNS times. */
#define LARGE	(64 * MIB)

/*
 * A parameter of mm/tests/lazy_mmu_bench.c: a write to it empties the CPU's
 * lists of free pages.
 */
#define DRAIN	"/sys/module/lazy_mmu_bench/parameters/drain"

/*
 * Source and destination of mremap() differ by this offset. With the same
 * offset the kernel would move page tables, not entries.
 */
#define MOVE_OFFSET	(1UL << 20)

__attribute__((noinline)) void lazy_mmu_bench_begin(void);
__attribute__((noinline)) void lazy_mmu_bench_end(void);

void lazy_mmu_bench_begin(void)
{
	asm volatile("" : : "i" (0) : "memory");
}

/* The operands differ, as the compiler might merge two equal functions. */
void lazy_mmu_bench_end(void)
{
	asm volatile("" : : "i" (1) : "memory");
}

static long ticks(void)
{
	struct timespec t;

	check(!clock_gettime(CLOCK_MONOTONIC_COARSE, &t), "no clock: %s",
	      strerror(errno));
	return t.tv_sec * 1000000000L + t.tv_nsec;
}

/*
 * Begin to measure, directly after an interrupt of the timer: the coarse clock
 * advances with these interrupts only. A run that begins anywhere has one in it
 * by chance, which is more than two percent of a run of half a million
 * instructions.
 */
static void begin(void)
{
	long now = ticks();

	while (ticks() == now)
		;
	lazy_mmu_bench_begin();
}

/* New in Linux 5.14, and not in every libc's headers. */
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE	23
#endif

/*
 * Give each page of the range its own memory, by one system call: a fault for
 * each page would take most of the benchmark's time.
 */
static void touch(char *at, size_t size)
{
	if (!madvise(at, size, MADV_POPULATE_WRITE))
		return;
	for (size_t i = 0; i < size; i += page_size)
		at[i] = 1;
}

/*
 * Empty the CPU's lists of free pages: the cost of freeing a page depends on the
 * length of these lists. A workload that allocates pages while it is measured
 * must not do so before each run: with empty lists the kernel may have to
 * convert a whole block to pages of another kind.
 */
static void empty_lists(void)
{
	check(write_text(DRAIN, "1\n"), "the lists of free pages are not empty: %s",
	      strerror(errno));
}

/*
 * Map populated memory, with writable entries. The address is aligned like a page
 * table, so that all kernels use the same number of page tables.
 */
static char *map_populated(size_t size, int flags, int fd)
{
	char *at = mmap(reserve(size, 0), size, PROT_READ | PROT_WRITE,
			flags | MAP_FIXED, fd, 0);

	check(at != MAP_FAILED, "no %zu bytes: %s", size,
	      strerror(errno));
	madvise(at, size, MADV_NOHUGEPAGE);
	touch(at, size);
	return at;
}

static char *populated(size_t size)
{
	return map_populated(size, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

/* A fork, and the exit of the child. */
static bool fork_once(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid > 0 && waitpid(pid, NULL, 0) == pid;
}

/*
 * Several forks of a process with @size bytes of memory, and the exits of the
 * children. The cost of a single fork varies by some percent, because slabs are
 * allocated and freed.
 */
static unsigned int fork_exit(size_t size)
{
	unsigned int rounds = 4, done = 0;
	char *at = populated(size);

	begin();
	while (rounds--)
		done += fork_once();
	lazy_mmu_bench_end();
	munmap(at, size);
	return done;
}

/*
 * One fork of a process that has written to all of its memory since the fork
 * before, so that each entry has to be write-protected. These writes fault, and are
 * not measured.
 */
static unsigned int fork_dirty(size_t size)
{
	char *at = populated(size);
	unsigned int done = fork_once();

	touch(at, size);
	begin();
	done &= fork_once();
	lazy_mmu_bench_end();
	munmap(at, size);
	return done;
}

static unsigned int toggle(size_t size)
{
	unsigned int rounds = size > MIB ? 1 : 64, err = 0;
	char *at = populated(size);

	begin();
	for (unsigned int i = 0; i < rounds; i++) {
		err |= mprotect(at, size, PROT_READ);
		err |= mprotect(at, size, PROT_READ | PROT_WRITE);
	}
	lazy_mmu_bench_end();
	munmap(at, size);
	return err ? 0 : 2 * rounds;
}

/*
 * Only one call: it is short, so that no timer tick, which makes hypercalls of
 * its own on Xen, falls into it.
 */
static unsigned int protect(size_t size, int from, int to)
{
	char *at = populated(size);
	int err = mprotect(at, size, from);

	begin();
	err |= mprotect(at, size, to);
	lazy_mmu_bench_end();
	munmap(at, size);
	return !err;
}

static unsigned int protect_ro(size_t size)
{
	return protect(size, PROT_READ | PROT_WRITE, PROT_READ);
}

static unsigned int protect_rw(size_t size)
{
	return protect(size, PROT_READ, PROT_READ | PROT_WRITE);
}

static unsigned int unmap(size_t size)
{
	char *at;
	int err;

	empty_lists();
	at = populated(size);
	begin();
	err = munmap(at, size);
	lazy_mmu_bench_end();
	return !err;
}

/* The pages stay in the file, which is freed afterwards. */
static unsigned int unmap_file(size_t size)
{
	static const char path[] = "/tmp/file";
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600), err;
	char *at;

	check(fd >= 0 && !unlink(path) && !ftruncate(fd, size),
	      "no file of %zu bytes: %s", size, strerror(errno));
	empty_lists();
	at = map_populated(size, MAP_SHARED, fd);
	begin();
	err = munmap(at, size);
	lazy_mmu_bench_end();
	close(fd);
	return !err;
}

static unsigned int move(size_t size, size_t offset)
{
	char *from = populated(size), *to = reserve(size, offset), *now;

	begin();
	now = mremap(from, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, to);
	lazy_mmu_bench_end();
	munmap(now == MAP_FAILED ? from : now, size);
	return now != MAP_FAILED;
}

static unsigned int move_entries(size_t size)
{
	return move(size, MOVE_OFFSET);
}

static unsigned int move_tables(size_t size)
{
	return move(size, 0);
}

static unsigned int drop(size_t size)
{
	char *at;
	int err;

	empty_lists();
	at = populated(size);
	begin();
	err = madvise(at, size, MADV_DONTNEED);
	lazy_mmu_bench_end();
	munmap(at, size);
	return !err;
}

/*
 * struct measured - a workload
 * @name: name that is printed
 * @run: returns the number of operations that were measured, 0 after a failure
 * @size: bytes that the workload works on; 0: one page
 */
struct measured {
	const char *name;
	unsigned int (*run)(size_t size);
	size_t size;
};

static const struct measured workloads[] = {
	{ "fork-4M", fork_exit, 4 * MIB },
	{ "fork-dirty-4M", fork_dirty, 4 * MIB },
	{ "fork-dirty-256M", fork_dirty, 256 * MIB },
	{ "mprotect-1", toggle, 0 },
	{ "mprotect-16M", toggle, 16 * MIB },
	{ "mprotect-256M", toggle, 256 * MIB },
	{ "mprotect-ro-16M", protect_ro, 16 * MIB },
	{ "mprotect-rw-16M", protect_rw, 16 * MIB },
	{ "munmap-16M", unmap, 16 * MIB },
	{ "munmap-256M", unmap, 256 * MIB },
	{ "munmap-file-16M", unmap_file, 16 * MIB },
	{ "mremap-16M", move_entries, 16 * MIB },
	{ "mremap-256M", move_entries, 256 * MIB },
	{ "mremap-tables-16M", move_tables, 16 * MIB },
	{ "madvise-16M", drop, 16 * MIB },
	{ "madvise-256M", drop, 256 * MIB },
};

/* These run last, and beside a thread. */
static const struct measured with_thread[] = {
	{ "fork-dirty-thread-4M", fork_dirty, 4 * MIB },
	{ "munmap-thread-16M", unmap, 16 * MIB },
	{ "munmap-file-thread-16M", unmap_file, 16 * MIB },
	{ "mremap-thread-16M", move_entries, 16 * MIB },
	{ "madvise-thread-16M", drop, 16 * MIB },
};

/* Is the workload in the list @only, which has commas between the names? */
static bool is_wanted(const char *name, const char *only)
{
	size_t len = strlen(name);
	const char *at = only;

	for (; *only && (at = strstr(at, name)); at += len) {
		bool begins = at == only || at[-1] == ',';

		if (begins && (!at[len] || at[len] == ','))
			return true;
	}
	return !*only;
}

static void run_all(const struct measured *w, size_t n, const char *only)
{
	for (; n--; w++) {
		size_t size = w->size ? w->size : page_size;
		unsigned int runs = size > LARGE ? LARGE_RUNS : RUNS;

		if (!is_wanted(w->name, only))
			continue;
		empty_lists();
		while (runs--) {
			unsigned int done = w->run(size);

			say("lazy_mmu_bench: %s %u %zu", w->name, done,
			    size / page_size);
		}
	}
}

static void *sleep_on(void *arg)
{
	for (;;)
		pause();
	return arg;
}

/*
 * Start a thread that shares the memory, and sleeps until the machine is switched
 * off: memory that only one task uses is a special case in many places of the kernel.
 */
static void start_sleeper(void)
{
	pthread_t thread;
	int err = pthread_create(&thread, NULL, sleep_on, NULL);

	check(!err, "no thread: %s", strerror(err));
	/* Meanwhile the only CPU is the thread's, until that sleeps, too. */
	usleep(1000);
}

void run_bench(const char *only)
{
	run_all(workloads, ARRAY_SIZE(workloads), only);
	start_sleeper();
	run_all(with_thread, ARRAY_SIZE(with_thread), only);
}
