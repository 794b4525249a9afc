// SPDX-License-Identifier: GPL-2.0-only
/*
 * mremap.c - move_ptes() clears entries at one address and sets them at
 * another, inside one section. A lost update shows as contents that are
 * missing, or that are still at the old address.
 */
#include "guest.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP	4
#endif

#define SEED	5

static void expect_gone(char *at, size_t size, const char *what)
{
	for (size_t i = 0; i < size / page_size; i++)
		check(!can_read(at + i * page_size),
		      "%s: page %zu of %zu is still there", what, i,
		      size / page_size);
}

static void expect_absent(char *at, size_t pages)
{
	for (size_t i = 0; i < pages; i++)
		check(!(pagemap_entry(at + i * page_size) &
			(PM_PRESENT | PM_SWAPPED)),
		      "page %zu is still mapped at the old address", i);
}

static void move_to(void *from, size_t size, void *to)
{
	void *at = mremap(from, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, to);

	check(at != MAP_FAILED, "mremap: %s", strerror(errno));
	check(at == to, "mremap returned %p instead of %p", at, to);
}

/* The addresses differ by one page more, so entries are moved one by one. */
static void move(void)
{
	size_t size = working_set();
	char *from = map_anon(size), *to;

	fill(from, size, SEED);
	to = reserve(size, page_size);
	move_to(from, size, to);
	verify(to, size, SEED, "at the new address");
	expect_gone(from, size, "old address");
	fill(to, size, SEED + 1);
	verify(to, size, SEED + 1, "rewritten at the new address");
}

/* Map memory that begins where a page table does. */
static char *map_aligned(size_t size)
{
	char *at = reserve(size, 0);

	check(mmap(at, size, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == at,
	      "mmap: %s", strerror(errno));
	madvise(at, size, MADV_NOHUGEPAGE);
	return at;
}

/* The offset in the page table is the same, so whole tables may be moved. */
static void move_page_tables(void)
{
	size_t size = 2 * working_set();
	char *from = map_aligned(size), *to;

	fill(from, size, SEED);
	to = reserve(size, 0);
	move_to(from, size, to);
	verify(to, size, SEED, "at the new address");
	expect_gone(from, size, "old address");
}

static void move_shared(void)
{
	size_t size = 256 * page_size;
	char *from = map_shared(size), *to;

	fill(from, size, SEED);
	/* Some caches need shared memory at addresses of the same colour. */
	to = reserve(size, 4 * page_size);
	move_to(from, size, to);
	verify(to, size, SEED, "shared memory at the new address");
	expect_gone(from, size, "old address");
}

/* Move the memory there and back, by one page more each time. */
static void many_times(void)
{
	size_t size = 64 * page_size;
	char *at = map_anon(size);

	fill(at, size, SEED);
	for (size_t i = 1; i <= 40; i++) {
		char *to = reserve(size, i * page_size);

		move_to(at, size, to);
		at = to;
	}
	verify(at, size, SEED, "after 40 moves");
}

static void onto_a_mapping(void)
{
	size_t size = 64 * page_size;
	char *from = map_anon(size), *to = map_anon(size);

	fill(from, size, SEED);
	fill(to, size, SEED + 1);
	move_to(from, size, to);
	verify(to, size, SEED, "moved onto another mapping");
	expect_gone(from, size, "old address");
}

static void dontunmap(void)
{
	size_t size = 128 * page_size;
	char *from = map_anon(size), *to;

	fill(from, size, SEED);
	to = mremap(from, size, size, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL);
	if (to == MAP_FAILED && errno == EINVAL)
		skip("no MREMAP_DONTUNMAP");
	check(to != MAP_FAILED, "MREMAP_DONTUNMAP: %s", strerror(errno));
	verify(to, size, SEED, "at the new address");
	expect_absent(from, size / page_size);
	for (size_t i = 0; i < size / page_size; i++)
		check(page_is_zero(from, i), "old page %zu is not zeroes", i);
}

static void grow_and_shrink(void)
{
	size_t size = 64 * page_size;
	char *at = map_anon(size);

	fill(at, size, SEED);
	at = mremap(at, size, 8 * size, MREMAP_MAYMOVE);
	check(at != MAP_FAILED, "growing: %s", strerror(errno));
	verify(at, size, SEED, "after growing");
	for (size_t i = size / page_size; i < 8 * size / page_size; i++)
		check(page_is_zero(at, i), "new page %zu is not zeroes", i);
	fill(at, 8 * size, SEED + 1);
	check(mremap(at, 8 * size, size, 0) == at, "shrinking: %s",
	      strerror(errno));
	verify(at, size, SEED + 1, "after shrinking");
	expect_gone(at + size, 7 * size, "cut-off end");
}

static void part_of_a_huge_page(void)
{
	size_t size, part;
	char *from = map_huge(&size), *to;

	part = size / 2;
	fill(from, size, SEED);
	to = reserve(part, page_size);
	move_to(from + part, part, to);
	verify(from, part, SEED, "the half that stayed");
	for (size_t i = 0; i < part / page_size; i++) {
		check(page_is(from, i, SEED), "page %zu changed", i);
		/* fill() numbered the pages from the start of the huge page */
		check(page_is(to - part, part / page_size + i, SEED),
		      "page %zu of the half that moved changed", i);
	}
	expect_gone(from + part, part, "old address");
}

/*
 * A thread goes on writing at the old address. When the entries have moved, there is
 * nothing left there to unmap, so no other flush hides that of mremap().
 */
static void move_from_a_thread(char *from, size_t size, size_t offset)
{
	struct writer *w;
	char *to;

	fill(from, size, SEED);
	w = start_writer(from);
	/* Only now: the thread's stack must not be where the memory is to go. */
	to = reserve(size, offset);
	for (int i = 0; i < 100; i++) {
		wait_for_writes(w);
		move_to(from, size, to);
		expect_faults(w, "mremap");
		move_to(to, size, from);
	}
	stop_writer(w);
}

static void while_written_by_a_thread(void)
{
	char *at = map_anon(3 * page_size);

	/* The neighbours keep the page table in place. */
	move_from_a_thread(at + page_size, page_size, page_size);
}

static void tables_while_written_by_a_thread(void)
{
	size_t size = working_set();

	move_from_a_thread(map_aligned(size), size, 0);
}

static const struct guest_case cases[] = {
	{ "move", move },
	{ "move_page_tables", move_page_tables },
	{ "move_shared", move_shared },
	{ "many_times", many_times },
	{ "onto_a_mapping", onto_a_mapping },
	{ "dontunmap", dontunmap },
	{ "grow_and_shrink", grow_and_shrink },
	{ "part_of_a_huge_page", part_of_a_huge_page },
	{ "while_written_by_a_thread", while_written_by_a_thread },
	{ "tables_while_written_by_a_thread", tables_while_written_by_a_thread },
};

const struct workload mremap_workload = {
	"mremap", cases, ARRAY_SIZE(cases),
};
