// SPDX-License-Identifier: GPL-2.0-only
/*
 * fork.c - copies of page tables: copy_pte_range() write-protects the parent's
 * entries and writes the child's, inside a section. A lost or late update
 * shows as a write of one process in the memory of another.
 */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#define PARENT_SEED	1

struct share {
	void *at;
	size_t size;
	uint64_t seed;
};

static void rewrite_all(void *arg)
{
	struct share *s = arg;

	verify(s->at, s->size, PARENT_SEED, "inherited by the child");
	fill(s->at, s->size, s->seed);
	verify(s->at, s->size, s->seed, "written by the child");
}

/* The children and the parent all write to memory that they shared. */
static void copy_on_write(void)
{
	size_t size = working_set();
	struct share s = { .at = map_anon(size), .size = size };
	pid_t pid[4];

	fill(s.at, size, PARENT_SEED);
	for (size_t i = 0; i < ARRAY_SIZE(pid); i++) {
		s.seed = 100 + i;
		pid[i] = run_child(rewrite_all, &s);
	}
	verify(s.at, size, PARENT_SEED, "in the parent, after the forks");
	for (size_t i = 0; i < size / page_size; i += 2)
		fill_page(s.at, i, 50);
	for (size_t i = 0; i < ARRAY_SIZE(pid); i++)
		wait_child(pid[i]);
	for (size_t i = 0; i < size / page_size; i++)
		check(page_is(s.at, i, i % 2 ? PARENT_SEED : 50),
		      "page %zu of the parent was changed by a child", i);
}

static void descend(void *arg)
{
	struct share *s = arg, next = *s;

	verify(s->at, s->size, s->seed, "inherited in the chain");
	next.seed++;
	fill(s->at, s->size, next.seed);
	if (next.seed < 12)
		wait_child(run_child(descend, &next));
	verify(s->at, s->size, next.seed, "after the descendants exited");
}

/* Each child forks the next one. The copies of all levels must stay apart. */
static void chain(void)
{
	struct share s = { .size = 64 * page_size, .seed = PARENT_SEED };

	s.at = map_anon(s.size);
	fill(s.at, s.size, s.seed);
	wait_child(run_child(descend, &s));
	verify(s.at, s.size, PARENT_SEED, "in the first of the chain");
}

/* Many short processes: page tables are made and freed all the time. */
static void many(void)
{
	struct share s = { .size = 16 * page_size };
	pid_t pid[8];

	s.at = map_anon(s.size);
	fill(s.at, s.size, PARENT_SEED);
	for (int round = 0; round < 8; round++) {
		for (size_t i = 0; i < ARRAY_SIZE(pid); i++) {
			s.seed = 1000 + round * ARRAY_SIZE(pid) + i;
			pid[i] = run_child(rewrite_all, &s);
		}
		for (size_t i = 0; i < ARRAY_SIZE(pid); i++)
			wait_child(pid[i]);
	}
	verify(s.at, s.size, PARENT_SEED, "in the parent of many");
}

static void write_shared(void *arg)
{
	struct share *s = arg;

	fill(s->at, s->size, s->seed);
}

/* Shared memory is not copied: the parent sees what the child wrote. */
static void shared_memory(void)
{
	struct share s = { .size = working_set(), .seed = 7 };

	s.at = map_shared(s.size);
	fill(s.at, s.size, PARENT_SEED);
	wait_child(run_child(write_shared, &s));
	verify(s.at, s.size, s.seed, "shared with the child");
}

static void expect_zeroes(void *arg)
{
	struct share *s = arg;

	for (size_t i = 0; i < s->size / page_size; i++)
		check(page_is_zero(s->at, i),
		      "page %zu was inherited in spite of MADV_WIPEONFORK", i);
}

static void wipe_on_fork(void)
{
	struct share s = { .size = 64 * page_size };

	s.at = map_anon(s.size);
	fill(s.at, s.size, PARENT_SEED);
	check(madvise(s.at, s.size, MADV_WIPEONFORK) == 0,
	      "MADV_WIPEONFORK: %s", strerror(errno));
	wait_child(run_child(expect_zeroes, &s));
	verify(s.at, s.size, PARENT_SEED, "in the parent");
}

/* A huge page is shared through its single entry, and split by the first write. */
static void huge_page(void)
{
	struct share s = { .seed = 9 };

	s.at = map_huge(&s.size);
	fill(s.at, s.size, PARENT_SEED);
	wait_child(run_child(rewrite_all, &s));
	verify(s.at, s.size, PARENT_SEED, "huge page in the parent");
}

/*
 * struct counters - a page for each number that a thread increases all the time
 * @at: the pages
 * @rounds: how often it has increased all of them; in shared memory
 */
struct counters {
	char *at;
	atomic_ulong *rounds;
	atomic_bool stop;
};

#define COUNTERS	32

static volatile uint64_t *counter(const struct counters *c, size_t i)
{
	return (volatile uint64_t *)(c->at + i * page_size);
}

static void *count(void *arg)
{
	struct counters *c = arg;

	for (uint64_t n = 0; !atomic_load(&c->stop); n++) {
		for (size_t i = 0; i < COUNTERS; i++) {
			uint64_t found = *counter(c, i);

			check(found == n, "page %zu has %llu instead of %llu", i,
			      (unsigned long long)found, (unsigned long long)n);
			*counter(c, i) = n + 1;
		}
		atomic_fetch_add(c->rounds, 1);
	}
	return NULL;
}

static void wait_for_rounds(const struct counters *c)
{
	unsigned long begin = atomic_load(c->rounds);

	while (atomic_load(c->rounds) < begin + 3)
		sched_yield();
}

/* The thread is in the parent only. What it writes there is not seen here. */
static void watch_counters(void *arg)
{
	const struct counters *c = arg;
	uint64_t first[COUNTERS];

	for (size_t i = 0; i < COUNTERS; i++)
		first[i] = *counter(c, i);
	wait_for_rounds(c);
	for (size_t i = 0; i < COUNTERS; i++) {
		check(*counter(c, i) == first[i],
		      "page %zu changed from %llu to %llu in the child", i,
		      (unsigned long long)first[i],
		      (unsigned long long)*counter(c, i));
		*counter(c, i) = ~0ULL;
	}
	wait_for_rounds(c);
	for (size_t i = 0; i < COUNTERS; i++)
		check(*counter(c, i) == ~0ULL, "page %zu changed in the child", i);
}

/*
 * A thread of the parent goes on writing while its pages are copied. It finds all
 * of its numbers, and none of what the child writes.
 */
static void while_written_by_a_thread(void)
{
	static struct counters c;
	pthread_t thread;
	int err;

	c.at = map_anon(COUNTERS * page_size);
	c.rounds = map_shared(page_size);
	err = pthread_create(&thread, NULL, count, &c);
	check(!err, "no thread: %s", strerror(err));
	for (int i = 0; i < 10; i++) {
		wait_for_rounds(&c);
		wait_child(run_child(watch_counters, &c));
	}
	atomic_store(&c.stop, true);
	pthread_join(thread, NULL);
}

#define PIPE_PAGES	8

static void expect_seed(void *arg)
{
	struct share *s = arg;

	verify(s->at, s->size, s->seed, "in the child");
}

/*
 * A pipe refers to pages of the parent when it forks. The parent then writes to
 * copies of them, so the pipe has what was there before, as has the child.
 */
static void pages_in_a_pipe(void)
{
	struct share s = { .size = PIPE_PAGES * page_size, .seed = PARENT_SEED };
	struct iovec part = { .iov_len = s.size };
	char *got = map_anon(s.size);
	int ends[2];
	pid_t pid;

	s.at = map_anon(s.size);
	part.iov_base = s.at;
	fill(s.at, s.size, PARENT_SEED);
	check(pipe(ends) == 0, "pipe: %s", strerror(errno));
	check(vmsplice(ends[1], &part, 1, 0) == (ssize_t)s.size, "vmsplice: %s",
	      strerror(errno));
	pid = run_child(expect_seed, &s);
	fill(s.at, s.size, 50);
	wait_child(pid);
	for (size_t n = 0; n < s.size; ) {
		ssize_t more = read(ends[0], got + n, s.size - n);

		check(more > 0, "reading the pipe: %s", strerror(errno));
		n += more;
	}
	verify(got, s.size, PARENT_SEED, "in the pipe");
	verify(s.at, s.size, 50, "in the parent");
}

static void write_to_parent(void *arg)
{
	struct share *s = arg;
	char path[32];
	char *text = map_anon(s->size);
	int fd;

	fill(text, s->size, 50);
	snprintf(path, sizeof(path), "/proc/%d/mem", (int)getppid());
	fd = open(path, O_WRONLY | O_CLOEXEC);
	check(fd >= 0, "%s: %s", path, strerror(errno));
	/*
	 * Addresses of sparc64 are negative offsets, which pwrite() refuses, and of
	 * which lseek() returns only the lower half.
	 */
	check(lseek(fd, (off_t)(uintptr_t)s->at, SEEK_SET) != -1, "seeking in %s: %s",
	      path, strerror(errno));
	check(write(fd, text, s->size) == (ssize_t)s->size, "writing to %s: %s", path,
	      strerror(errno));
	verify(s->at, s->size, PARENT_SEED, "in the child that wrote to its parent");
}

/* The kernel writes to the parent's pages in the name of the child. */
static void child_writes_to_parent(void)
{
	struct share s = { .size = 64 * page_size };

	s.at = map_anon(s.size);
	fill(s.at, s.size, PARENT_SEED);
	wait_child(run_child(write_to_parent, &s));
	verify(s.at, s.size, 50, "written by the child");
}

static const struct guest_case cases[] = {
	{ "copy_on_write", copy_on_write },
	{ "chain", chain },
	{ "many", many },
	{ "shared_memory", shared_memory },
	{ "wipe_on_fork", wipe_on_fork },
	{ "huge_page", huge_page },
	{ "while_written_by_a_thread", while_written_by_a_thread },
	{ "pages_in_a_pipe", pages_in_a_pipe },
	{ "child_writes_to_parent", child_writes_to_parent },
};

const struct workload fork_workload = {
	"fork", cases, ARRAY_SIZE(cases),
};
