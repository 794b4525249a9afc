// SPDX-License-Identifier: GPL-2.0-only
/*
 * madvise.c - zap_pte_range(), madvise_free_pte_range() and
 * madvise_cold_or_pageout_pte_range() work inside sections; the latter two also
 * split huge pages, and have to leave the section for that.
 */
#include "guest.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_COLD
#define MADV_COLD		20
#define MADV_PAGEOUT		21
#endif
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE	23
#endif

#define SEED	13

static void advise(void *at, size_t size, int advice, const char *name)
{
	if (madvise(at, size, advice) == 0)
		return;
	if (errno == EINVAL)
		skip("no %s", name);
	check(false, "%s: %s", name, strerror(errno));
}

#define ADVISE(at, size, advice)	advise(at, size, advice, #advice)

static void dontneed(void)
{
	size_t size = working_set();
	char *at = map_anon(size);

	for (int round = 0; round < 3; round++) {
		fill(at, size, SEED);
		ADVISE(at, size, MADV_DONTNEED);
		for (size_t i = 0; i < size / page_size; i++)
			check(page_is_zero(at, i),
			      "page %zu is not zeroes after MADV_DONTNEED", i);
	}
}

static void dontneed_every_second_page(void)
{
	size_t pages = 256;
	char *at = map_anon(pages * page_size);

	fill(at, pages * page_size, SEED);
	for (size_t i = 0; i < pages; i += 2)
		ADVISE(at + i * page_size, page_size, MADV_DONTNEED);
	for (size_t i = 0; i < pages; i++)
		check(i % 2 ? page_is(at, i, SEED) : page_is_zero(at, i),
		      "page %zu has wrong contents", i);
}

static void dontneed_part_of_a_huge_page(void)
{
	size_t size, half;
	char *at = map_huge(&size);

	half = size / page_size / 2;
	fill(at, size, SEED);
	ADVISE(at + half * page_size, size - half * page_size, MADV_DONTNEED);
	for (size_t i = 0; i < size / page_size; i++)
		check(i < half ? page_is(at, i, SEED) : page_is_zero(at, i),
		      "page %zu has wrong contents", i);
}

/* A lazily freed page has its old contents or zeroes. A write keeps it. */
static void free_range(char *at, size_t size)
{
	size_t pages = size / page_size;

	fill(at, size, SEED);
	ADVISE(at, size, MADV_FREE);
	for (size_t i = 0; i < pages; i++)
		check(page_is(at, i, SEED) || page_is_zero(at, i),
		      "page %zu is neither old nor zeroes", i);
	fill(at, size, SEED + 1);
	verify(at, size, SEED + 1, "written after MADV_FREE");
	/* Free the pages lazily again, and then at once. */
	ADVISE(at, size, MADV_FREE);
	ADVISE(at, size, MADV_DONTNEED);
	for (size_t i = 0; i < pages; i++)
		check(page_is_zero(at, i), "page %zu is not zeroes", i);
}

static void lazy_free(void)
{
	size_t size = working_set();

	free_range(map_anon(size), size);
}

static void lazy_free_part_of_a_huge_page(void)
{
	size_t size, third;
	char *at = map_huge(&size);

	third = size / page_size / 3;
	fill(at, size, SEED);
	free_range(at + third * page_size, third * page_size);
	for (size_t i = 0; i < size / page_size; i++)
		if (i < third || i >= 2 * third)
			check(page_is(at, i, SEED),
			      "page %zu, outside, changed", i);
}

static void cold(void)
{
	size_t size = working_set();
	char *at = map_anon(size);

	fill(at, size, SEED);
	ADVISE(at, size, MADV_COLD);
	verify(at, size, SEED, "after MADV_COLD");
}

static void cold_part_of_a_huge_page(void)
{
	size_t size;
	char *at = map_huge(&size);

	fill(at, size, SEED);
	ADVISE(at + page_size, size / 2, MADV_COLD);
	verify(at, size, SEED, "after MADV_COLD");
	fill(at, size, SEED + 1);
	verify(at, size, SEED + 1, "written after MADV_COLD");
}

static size_t count_swapped(const char *at, size_t pages)
{
	size_t n = 0;

	for (size_t i = 0; i < pages; i++)
		n += !!(pagemap_entry(at + i * page_size) & PM_SWAPPED);
	return n;
}

/* Entries become swap entries; the next access finds the contents again. */
static void pageout(void)
{
	size_t size = working_set();
	char *at = map_anon(size);

	fill(at, size, SEED);
	ADVISE(at, size, MADV_PAGEOUT);
	if (have_swap)
		check(count_swapped(at, size / page_size) > 0,
		      "no page was swapped out");
	verify(at, size, SEED, "after MADV_PAGEOUT");
	if (!have_swap)
		skip("no swap: contents survived, nothing was paged out");
}

static void pageout_part_of_a_huge_page(void)
{
	size_t size;
	char *at = map_huge(&size);

	fill(at, size, SEED);
	ADVISE(at + page_size, size / 2, MADV_PAGEOUT);
	verify(at, size, SEED, "after MADV_PAGEOUT");
}

/* Swap entries are freed, moved and protected like the entries of present pages. */
static void swapped_out_entries(void)
{
	size_t pages = 64;
	char *at = map_anon(pages * page_size), *to;

	if (!have_swap)
		skip("no swap");
	fill(at, pages * page_size, SEED);
	ADVISE(at, pages * page_size, MADV_PAGEOUT);
	check(count_swapped(at, pages) > 0, "no page was swapped out");
	check(mprotect(at, pages * page_size, PROT_READ) == 0, "mprotect: %s",
	      strerror(errno));
	check(!can_write(at), "a swapped page can be written after mprotect");
	ADVISE(at, page_size * pages / 2, MADV_DONTNEED);
	to = reserve(pages * page_size, 5 * page_size);
	check(mremap(at, pages * page_size, pages * page_size,
		     MREMAP_MAYMOVE | MREMAP_FIXED, to) == to,
	      "mremap: %s", strerror(errno));
	for (size_t i = 0; i < pages; i++)
		check(i < pages / 2 ? page_is_zero(to, i) : page_is(to, i, SEED),
		      "page %zu has wrong contents", i);
	check(!can_read(at), "the old address is still mapped");
}

/*
 * Private pages of a file that were swapped out. When their entries are dropped,
 * the kernel looks whether markers of userfaultfd have to take their place: in the
 * same section in which the entries were cleared.
 */
static void swapped_out_pages_of_a_file(void)
{
	size_t pages = 64;
	int fd = memfd_create("file", MFD_CLOEXEC);
	char *at;

	if (!have_swap)
		skip("no swap");
	check(fd >= 0 && ftruncate(fd, pages * page_size) == 0, "a file: %s",
	      strerror(errno));
	at = mmap(NULL, pages * page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	check(at != MAP_FAILED, "mmap: %s", strerror(errno));
	fill(at, pages * page_size, SEED);
	ADVISE(at, pages * page_size, MADV_PAGEOUT);
	check(count_swapped(at, pages) > 0, "no page was swapped out");
	ADVISE(at, pages * page_size, MADV_DONTNEED);
	for (size_t i = 0; i < pages; i++)
		check(page_is_zero(at, i), "page %zu is not that of the file", i);
}

static void populate(void)
{
	size_t pages = 256;
	char *at = map_anon(pages * page_size);

	ADVISE(at, pages * page_size, MADV_POPULATE_WRITE);
	for (size_t i = 0; i < pages; i++)
		check(pagemap_entry(at + i * page_size) & PM_PRESENT,
		      "page %zu is not present", i);
	for (size_t i = 0; i < pages; i++)
		check(page_is_zero(at, i), "page %zu is not zeroes", i);
}

static const struct guest_case cases[] = {
	{ "dontneed", dontneed },
	{ "dontneed_every_second_page", dontneed_every_second_page },
	{ "dontneed_part_of_a_huge_page", dontneed_part_of_a_huge_page },
	{ "free", lazy_free },
	{ "free_part_of_a_huge_page", lazy_free_part_of_a_huge_page },
	{ "cold", cold },
	{ "cold_part_of_a_huge_page", cold_part_of_a_huge_page },
	{ "pageout", pageout },
	{ "pageout_part_of_a_huge_page", pageout_part_of_a_huge_page },
	{ "swapped_out_entries", swapped_out_entries },
	{ "swapped_out_pages_of_a_file", swapped_out_pages_of_a_file },
	{ "populate", populate },
};

const struct workload madvise_workload = {
	"madvise", cases, ARRAY_SIZE(cases),
};
