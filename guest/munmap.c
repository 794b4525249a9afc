// SPDX-License-Identifier: GPL-2.0-only
/*
 * munmap.c - zap_pte_range() clears entries inside a section. A lost update
 * shows as memory that can be read after munmap(); an update of a wrong entry
 * shows as a neighbour that lost its contents.
 */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SEED	11

static void unmap(void *at, size_t size)
{
	check(munmap(at, size) == 0, "munmap: %s", strerror(errno));
}

/*
 * Unmap all of a mapping but its first and its last page. These keep the page tables
 * of both ends in place: a table that is freed would hide an entry that was not
 * cleared.
 */
static void unmap_inside(char *at, size_t size)
{
	unmap(at + page_size, size - 2 * page_size);
}

static void expect_unmapped_inside(char *at, size_t size, uint64_t seed)
{
	size_t last = size / page_size - 1;

	for (size_t i = 1; i < last; i++)
		check(!can_read(at + i * page_size),
		      "page %zu can be read after munmap", i);
	check(page_is(at, 0, seed) && page_is(at, last, seed),
	      "the first or the last page, not unmapped, changed");
}

static void all_of_it(void)
{
	size_t size = 2 * working_set();
	char *at = map_anon(size);

	fill(at, size, SEED);
	unmap_inside(at, size);
	expect_unmapped_inside(at, size, SEED);
	unmap(at, size);
	for (size_t i = 0; i < size / page_size; i++)
		check(!can_read(at + i * page_size),
		      "page %zu can be read after munmap", i);
}

static void every_second_page(void)
{
	size_t pages = 400;
	char *at = map_anon(pages * page_size);

	fill(at, pages * page_size, SEED);
	for (size_t i = 0; i < pages; i += 2)
		unmap(at + i * page_size, page_size);
	for (size_t i = 0; i < pages; i++) {
		if (i % 2)
			check(page_is(at, i, SEED),
			      "page %zu, not unmapped, changed", i);
		else
			check(!can_read(at + i * page_size),
			      "page %zu can be read after munmap", i);
	}
	unmap(at, pages * page_size);
	for (size_t i = 0; i < pages; i++)
		check(!can_read(at + i * page_size), "page %zu is left", i);
}

/* A new mapping at the old address must begin with zeroes. */
static void map_again(void)
{
	size_t size = 256 * page_size, inside_size = size - 2 * page_size;
	char *at = map_anon(size), *inside = at + page_size;

	for (int round = 0; round < 10; round++) {
		fill(at, size, SEED + round);
		unmap_inside(at, size);
		check(mmap(inside, inside_size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == inside,
		      "mmap: %s", strerror(errno));
		madvise(inside, inside_size, MADV_NOHUGEPAGE);
		for (size_t i = 1; i < size / page_size - 1; i++)
			check(page_is_zero(at, i),
			      "round %d: page %zu is not zeroes", round, i);
	}
}

/* The pages of a file outlive their mapping. */
static void shared_file(void)
{
	size_t size = working_set();
	int fd = open("/tmp/munmap", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	char *at, *again;

	check(fd >= 0, "/tmp/munmap: %s", strerror(errno));
	check(ftruncate(fd, size) == 0, "ftruncate: %s", strerror(errno));
	at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	check(at != MAP_FAILED, "mmap: %s", strerror(errno));
	fill(at, size, SEED);
	unmap_inside(at, size);
	expect_unmapped_inside(at, size, SEED);
	again = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	check(again != MAP_FAILED, "mmap: %s", strerror(errno));
	verify(again, size, SEED, "of the file");
	/* Truncation clears the entries of a mapping that stays. */
	check(ftruncate(fd, 0) == 0, "ftruncate: %s", strerror(errno));
	for (size_t i = 0; i < size / page_size; i++)
		check(!can_read(again + i * page_size),
		      "page %zu can be read after the file was truncated", i);
	unlink("/tmp/munmap");
}

static void part_of_a_huge_page(void)
{
	size_t size, third;
	char *at = map_huge(&size);

	third = size / page_size / 3;
	fill(at, size, SEED);
	unmap(at + third * page_size, third * page_size);
	for (size_t i = 0; i < size / page_size; i++) {
		if (i >= third && i < 2 * third)
			check(!can_read(at + i * page_size),
			      "page %zu can be read after munmap", i);
		else
			check(page_is(at, i, SEED),
			      "page %zu, not unmapped, changed", i);
	}
}

static const struct guest_case cases[] = {
	{ "all_of_it", all_of_it },
	{ "every_second_page", every_second_page },
	{ "map_again", map_again },
	{ "shared_file", shared_file },
	{ "part_of_a_huge_page", part_of_a_huge_page },
};

const struct workload munmap_workload = {
	"munmap", cases, ARRAY_SIZE(cases),
};
