// SPDX-License-Identifier: GPL-2.0-only
/*
 * shared.c - pages of a file that are written through a mapping while they are
 * unmapped. Whether they were written is known only by the dirty bits of entries
 * that are cleared inside a section. A page whose dirty bit is lost is dropped by
 * reclaim: the file does not have any more what was written.
 */
#include "guest.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT	21
#endif

#define PAGES		64
#define MIN_ROUNDS	3
#define SECONDS		2

/*
 * struct race - the thread that writes
 * @at: where the pages are now; it may be NULL for a while, and an access may fail
 * @round: the round that the thread is to write, one number to each page
 * @written: the last round that it has written to all pages
 */
struct race {
	_Atomic(char *) at;
	atomic_uint round, written;
	atomic_bool stop;
};

static void *write_rounds(void *arg)
{
	struct race *r = arg;
	unsigned int round = 0;

	while (!atomic_load(&r->stop)) {
		if (atomic_load(&r->round) == round) {
			sched_yield();
			continue;
		}
		round++;
		for (size_t i = 0; i < PAGES; i++)
			while (!store_word(atomic_load(&r->at) + i * page_size,
					   (uint64_t)round << 32 | i))
				;
		atomic_store(&r->written, round);
	}
	return NULL;
}

static char *map_file(int fd, void *at)
{
	char *mapped = mmap(at, PAGES * page_size, PROT_READ | PROT_WRITE,
			    MAP_SHARED | (at ? MAP_FIXED : 0), fd, 0);

	check(mapped != MAP_FAILED, "mmap: %s", strerror(errno));
	return mapped;
}

static void expect_round(const char *at, uint64_t round, const char *when)
{
	for (size_t i = 0; i < PAGES; i++) {
		uint64_t value = *(const volatile uint64_t *)(at + i * page_size);

		check(value == (round << 32 | i),
		      "round %llu: page %zu has %#llx %s", (unsigned long long)round,
		      i, (unsigned long long)value, when);
	}
}

static void drop_entries(char *at)
{
	check(madvise(at, PAGES * page_size, MADV_DONTNEED) == 0,
	      "MADV_DONTNEED: %s", strerror(errno));
}

static void unmap_and_map(char *at, int fd)
{
	check(munmap(at, PAGES * page_size) == 0, "munmap: %s", strerror(errno));
	map_file(fd, at);
}

static void move_to(char *from, char *to)
{
	check(mremap(from, PAGES * page_size, PAGES * page_size,
		     MREMAP_MAYMOVE | MREMAP_FIXED, to) == to,
	      "mremap: %s", strerror(errno));
}

enum how { DROP, UNMAP, MOVE };

/*
 * In each round, the file begins as a hole. Reading maps its pages without the
 * dirty bits, writable. What the thread writes then is known only by the entries.
 */
static void while_written(enum how how)
{
	static struct race r;
	double begin = now();
	unsigned int round;
	pthread_t thread;
	char *at, *other;
	int fd, err;

	fd = open_file(PAGES * page_size);
	err = pthread_create(&thread, NULL, write_rounds, &r);
	check(!err, "no thread: %s", strerror(err));
	/* Some caches need shared memory at addresses of the same colour. */
	at = map_file(fd, reserve(PAGES * page_size, 0));
	other = reserve(PAGES * page_size, 4 * page_size);
	atomic_store(&r.at, at);
	for (round = 1; round <= MIN_ROUNDS || now() - begin < SECONDS; round++) {
		check(ftruncate(fd, 0) == 0 && ftruncate(fd, PAGES * page_size) == 0,
		      "ftruncate: %s", strerror(errno));
		for (size_t i = 0; i < PAGES; i++)
			check(page_is_zero(at, i), "page %zu of a hole is not zeroes", i);
		atomic_store(&r.round, round);
		/* The thread needs a while to begin. */
		for (unsigned int i = 0; i < round % 8; i++)
			sched_yield();
		do {
			if (how == DROP)
				drop_entries(at);
			if (how == UNMAP)
				unmap_and_map(at, fd);
			if (how != MOVE)
				continue;
			move_to(at, other);
			move_to(other, at);
		} while (atomic_load(&r.written) != round);
		expect_round(at, round, "after it was unmapped");
		/* Now a page that is not known to be dirty gets lost. */
		if (madvise(at, PAGES * page_size, MADV_PAGEOUT) && errno == EINVAL)
			skip("no MADV_PAGEOUT");
		expect_round(at, round, "after reclaim");
	}
	atomic_store(&r.stop, true);
	pthread_join(thread, NULL);
	say("    # %u rounds", round - 1);
}

static void dontneed(void)
{
	while_written(DROP);
}

static void unmap(void)
{
	while_written(UNMAP);
}

static void move(void)
{
	while_written(MOVE);
}

static const struct guest_case cases[] = {
	{ "dontneed_while_written", dontneed },
	{ "munmap_while_written", unmap },
	{ "mremap_while_written", move },
};

const struct workload shared_workload = {
	"shared", cases, ARRAY_SIZE(cases),
};
