// SPDX-License-Identifier: GPL-2.0-only
/*
 * mprotect.c - change_pte_range() rewrites entries in place inside a section. A
 * lost update shows as an access that should fault and does not, or that should
 * not fault and does.
 */
#include "guest.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

#define SEED	3

static void protect(void *at, size_t size, int prot)
{
	check(mprotect(at, size, prot) == 0, "mprotect(%#x): %s", prot,
	      strerror(errno));
}

static void expect_access(char *at, size_t from, size_t to, int prot)
{
	for (size_t i = from; i < to; i++) {
		bool r = can_read(at + i * page_size);
		bool w = can_write(at + i * page_size);

		check(r == !!(prot & PROT_READ),
		      "page %zu of protection %#x can%s be read", i, prot,
		      r ? "" : "not");
		check(w == !!(prot & PROT_WRITE),
		      "page %zu of protection %#x can%s be written", i, prot,
		      w ? "" : "not");
	}
}

/* Try every page after every change; no contents must be lost. */
static void toggle_range(char *at, size_t size, int rounds)
{
	static const int order[] = {
		PROT_READ, PROT_READ | PROT_WRITE, PROT_NONE,
		PROT_READ, PROT_NONE, PROT_READ | PROT_WRITE,
	};
	size_t pages = size / page_size;

	fill(at, size, SEED);
	while (rounds--) {
		for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
			protect(at, size, order[i]);
			expect_access(at, 0, pages, order[i]);
			if (order[i] & PROT_READ)
				verify(at, size, SEED, "after mprotect");
		}
	}
}

static void toggle(void)
{
	size_t size = working_set();

	toggle_range(map_anon(size), size, 1);
}

static void toggle_shared(void)
{
	size_t size = 256 * page_size;

	toggle_range(map_shared(size), size, 1);
}

/* Make many changes in a row; check only the contents, and only at the end. */
static void many_times(void)
{
	size_t size = working_set();
	char *at = map_anon(size);

	fill(at, size, SEED);
	for (int i = 0; i < 50; i++) {
		protect(at, size, PROT_READ);
		protect(at, size, PROT_READ | PROT_WRITE);
	}
	expect_access(at, 0, size / page_size, PROT_READ | PROT_WRITE);
	verify(at, size, SEED, "after 100 changes");
	protect(at, size, PROT_READ);
	expect_access(at, 0, size / page_size, PROT_READ);
}

/* Every third page: neighbours in one page table must not be touched. */
static void every_third_page(void)
{
	size_t pages = 300;
	char *at = map_anon(pages * page_size);

	fill(at, pages * page_size, SEED);
	for (size_t i = 0; i < pages; i += 3) {
		protect(at + i * page_size, page_size, PROT_READ);
		protect(at + (i + 1) * page_size, page_size, PROT_NONE);
	}
	for (size_t i = 0; i < pages; i++)
		expect_access(at, i, i + 1,
			      i % 3 == 0 ? PROT_READ :
			      i % 3 == 1 ? PROT_NONE : PROT_READ | PROT_WRITE);
	protect(at, pages * page_size, PROT_READ | PROT_WRITE);
	verify(at, pages * page_size, SEED, "after protecting single pages");
}

static void half_a_huge_page(void)
{
	size_t size, half;
	char *at = map_huge(&size);

	half = size / 2 / page_size;
	fill(at, size, SEED);
	protect(at, size / 2, PROT_READ);
	expect_access(at, 0, half, PROT_READ);
	expect_access(at, half, 2 * half, PROT_READ | PROT_WRITE);
	verify(at, size, SEED, "huge page, one half protected");
}

struct racer {
	char *at;
	size_t pages;
	atomic_bool stop;
	atomic_ulong wrong;
	atomic_ulong reads;
};

static void *read_on(void *arg)
{
	struct racer *r = arg;

	while (!atomic_load(&r->stop)) {
		for (size_t i = 0; i < r->pages; i++)
			if (!page_is(r->at, i, SEED))
				atomic_fetch_add(&r->wrong, 1);
		atomic_fetch_add(&r->reads, 1);
	}
	return NULL;
}

/* Another thread reads at the same time, on another CPU if there is one to use. */
static void while_read_by_a_thread(void)
{
	struct racer r = { .pages = 128 };
	pthread_t reader;

	r.at = map_anon(r.pages * page_size);
	fill(r.at, r.pages * page_size, SEED);
	check(pthread_create(&reader, NULL, read_on, &r) == 0,
	      "no thread: %s", strerror(errno));
	for (int i = 0; i < 200 || (atomic_load(&r.reads) < 4 && i < 20000); i++) {
		protect(r.at, r.pages * page_size, PROT_READ);
		protect(r.at, r.pages * page_size, PROT_READ | PROT_WRITE);
	}
	atomic_store(&r.stop, true);
	pthread_join(reader, NULL);
	check(atomic_load(&r.reads), "the reader never ran");
	check(!atomic_load(&r.wrong), "the reader saw %lu wrong pages",
	      atomic_load(&r.wrong));
}

/* A reader does not mind a stale translation, a writer does. */
static void while_written_by_a_thread(void)
{
	char *at = map_anon(page_size);
	struct writer *w;

	fill(at, page_size, SEED);
	w = start_writer(at);
	for (int i = 0; i < 100; i++) {
		wait_for_writes(w);
		protect(at, page_size, PROT_READ);
		expect_faults(w, "mprotect(PROT_READ)");
		protect(at, page_size, PROT_READ | PROT_WRITE);
	}
	stop_writer(w);
}

static const struct guest_case cases[] = {
	{ "toggle", toggle },
	{ "toggle_shared", toggle_shared },
	{ "many_times", many_times },
	{ "every_third_page", every_third_page },
	{ "half_a_huge_page", half_a_huge_page },
	{ "while_read_by_a_thread", while_read_by_a_thread },
	{ "while_written_by_a_thread", while_written_by_a_thread },
};

const struct workload mprotect_workload = {
	"mprotect", cases, ARRAY_SIZE(cases),
};
