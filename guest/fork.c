// SPDX-License-Identifier: GPL-2.0-only
/*
 * fork.c - copies of page tables: copy_pte_range() write-protects the parent's
 * entries and writes the child's, inside a section. A lost or late update
 * shows as a write of one process in the memory of another.
 */
#include "guest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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

static const struct guest_case cases[] = {
	{ "copy_on_write", copy_on_write },
	{ "chain", chain },
	{ "many", many },
	{ "shared_memory", shared_memory },
	{ "wipe_on_fork", wipe_on_fork },
	{ "huge_page", huge_page },
};

const struct workload fork_workload = {
	"fork", cases, ARRAY_SIZE(cases),
};
