// SPDX-License-Identifier: GPL-2.0-only
/*
 * pagemap.c - PAGEMAP_SCAN: pagemap_scan_pmd_entry() write-protects entries
 * inside a section. A lost or late update shows as a page that was written and
 * is not reported, or that is reported and was not written.
 */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ioctl.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* linux/fs.h has these from 6.7 on. */
struct scan_region {
	uint64_t start, end, categories;
};

struct scan_arg {
	uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
	uint64_t category_inverted, category_mask, category_anyof_mask;
	uint64_t return_mask;
};

#define SCAN			_IOWR('f', 16, struct scan_arg)
#define SCAN_WP_MATCHING	(1 << 0)
#define SCAN_CHECK_WPASYNC	(1 << 1)
#define IS_WRITTEN		(1 << 1)
#define IS_PRESENT		(1 << 3)

#define WP_UNPOPULATED		(1 << 13)
#define WP_ASYNC		(1 << 15)

#define SEED			17
#define MAX_PAGES		8192	/* a huge page of 32 MiB */

/* The result of a scan: was the page reported? */
static bool found[MAX_PAGES];

static int pagemap_fd(void)
{
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);

	check(fd >= 0, "/proc/self/pagemap: %s", strerror(errno));
	return fd;
}

/* Scan the pages of a range; those that match are marked in found[]. */
static void scan(char *at, size_t pages, uint64_t category, uint64_t flags)
{
	static struct scan_region region[MAX_PAGES];
	struct scan_arg arg = {
		.size = sizeof(arg),
		.flags = flags,
		.start = (uintptr_t)at,
		.end = (uintptr_t)at + pages * page_size,
		.vec = (uintptr_t)region,
		.vec_len = MAX_PAGES,
		.category_mask = category,
		.return_mask = category,
	};
	int fd = pagemap_fd(), n;

	check(pages <= MAX_PAGES, "%zu pages are too many", pages);
	n = ioctl(fd, SCAN, &arg);
	if (n < 0 && errno == ENOTTY)
		skip("no PAGEMAP_SCAN");
	check(n >= 0, "PAGEMAP_SCAN: %s", strerror(errno));
	close(fd);
	/*
	 * walk_end is not used: Linux 6.12 sets it when its own small buffer is
	 * full, and does not set it again at the end of the walk.
	 */

	memset(found, 0, sizeof(found));
	for (int i = 0; i < n; i++) {
		check(region[i].start >= arg.start && region[i].end <= arg.end,
		      "a region lies outside of what was asked for");
		for (uint64_t a = region[i].start; a < region[i].end; a += page_size)
			found[(a - arg.start) / page_size] = true;
	}
}

/* Write-protect without a report, which takes the kernel's fast path. */
static void protect_silently(char *at, size_t pages)
{
	struct scan_arg arg = {
		.size = sizeof(arg),
		.flags = SCAN_WP_MATCHING | SCAN_CHECK_WPASYNC,
		.start = (uintptr_t)at,
		.end = (uintptr_t)at + pages * page_size,
		.category_mask = IS_WRITTEN,
		.return_mask = IS_WRITTEN,
	};
	int fd = pagemap_fd();
	int n = ioctl(fd, SCAN, &arg);

	check(n >= 0, "PAGEMAP_SCAN without a vector: %s", strerror(errno));
	close(fd);
}

static void watch(void *at, size_t size)
{
	struct uffdio_api api = {
		.api = UFFD_API,
		.features = WP_UNPOPULATED | WP_ASYNC,
	};
	struct uffdio_register reg = {
		.range = { (uintptr_t)at, size },
		.mode = UFFDIO_REGISTER_MODE_WP,
	};
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);

	if (fd < 0 && errno == ENOSYS)
		skip("no userfaultfd");
	check(fd >= 0, "userfaultfd: %s", strerror(errno));
	if (ioctl(fd, UFFDIO_API, &api) < 0)
		skip("userfaultfd here does not write-protect asynchronously");
	check(ioctl(fd, UFFDIO_REGISTER, &reg) == 0, "UFFDIO_REGISTER: %s",
	      strerror(errno));
	/* The descriptor stays open: closing it would end the watch. */
}

static void touch(char *at, size_t index)
{
	*(volatile char *)(at + index * page_size) += 1;
}

/* Pages are populated in a pattern, and must be reported in the same pattern. */
static void present(void)
{
	size_t pages = 512;
	char *at = map_anon(pages * page_size);

	for (size_t i = 0; i < pages; i++)
		if (i % 5 == 0 || i / 64 == 3)
			touch(at, i);
	scan(at, pages, IS_PRESENT, 0);
	for (size_t i = 0; i < pages; i++)
		check(found[i] == (i % 5 == 0 || i / 64 == 3),
		      "page %zu is%s reported as present", i,
		      found[i] ? "" : " not");
}

static void expect_written(char *at, size_t pages, bool (*want)(size_t i),
			   uint64_t flags)
{
	scan(at, pages, IS_WRITTEN, flags);
	for (size_t i = 0; i < pages; i++)
		check(found[i] == want(i), "page %zu is%s reported as written",
		      i, found[i] ? "" : " not");
}

static bool every(size_t i)
{
	(void)i;
	return true;
}

static bool none(size_t i)
{
	return !every(i);
}

static bool seventh(size_t i)
{
	return i % 7 == 0;
}

static bool seventh_or_fourth(size_t i)
{
	return i % 7 == 0 || i % 4 == 0;
}

#define PROTECT	(SCAN_WP_MATCHING | SCAN_CHECK_WPASYNC)

static void written_range(char *at, size_t pages)
{
	fill(at, pages * page_size, SEED);
	watch(at, pages * page_size);
	expect_written(at, pages, every, PROTECT);
	expect_written(at, pages, none, 0);
	for (size_t i = 0; i < pages; i += 7)
		touch(at, i);
	expect_written(at, pages, seventh, 0);
	for (size_t i = 0; i < pages; i += 4)
		touch(at, i);
	expect_written(at, pages, seventh_or_fourth, PROTECT);
	expect_written(at, pages, none, PROTECT);
	for (size_t i = 0; i < pages; i++)
		if (!seventh_or_fourth(i))
			check(page_is(at, i, SEED), "page %zu changed", i);
}

static void written(void)
{
	size_t size = working_set();

	written_range(map_anon(size), size / page_size);
}

static void written_without_report(void)
{
	size_t pages = 512;
	char *at = map_anon(pages * page_size);

	fill(at, pages * page_size, SEED);
	watch(at, pages * page_size);
	for (int round = 0; round < 4; round++) {
		protect_silently(at, pages);
		expect_written(at, pages, none, 0);
		for (size_t i = 0; i < pages; i += 7)
			touch(at, i);
		expect_written(at, pages, seventh, 0);
	}
}

/* Pages that are not populated yet count as written after the first write. */
static void written_unpopulated(void)
{
	size_t pages = 256;
	char *at = map_anon(pages * page_size);

	watch(at, pages * page_size);
	scan(at, pages, IS_WRITTEN, PROTECT);
	expect_written(at, pages, none, 0);
	for (size_t i = 0; i < pages; i += 7)
		touch(at, i);
	expect_written(at, pages, seventh, 0);
}

/* Many processes write to the protected pages after a fork. */
static void touch_all(void *arg)
{
	char *at = arg;

	for (size_t i = 0; i < 64; i++)
		touch(at, i);
}

static void written_by_a_child(void)
{
	size_t pages = 64;
	char *at = map_anon(pages * page_size);

	fill(at, pages * page_size, SEED);
	watch(at, pages * page_size);
	expect_written(at, pages, every, PROTECT);
	wait_child(run_child(touch_all, at));
	expect_written(at, pages, none, 0);
	verify(at, pages * page_size, SEED, "in the parent");
}

static void huge_page(void)
{
	size_t size;
	char *at = map_huge(&size);

	written_range(at, size / page_size);
}

/*
 * Protect a part of a huge page. The kernel splits the page, which may sleep,
 * and must then protect exactly that part.
 */
static void part_of_a_huge_page(void)
{
	size_t size, pages, from, to;
	char *at = map_huge(&size);

	pages = size / page_size;
	from = pages / 4;
	to = pages / 4 * 3;
	fill(at, size, SEED);
	watch(at, size);
	expect_written(at + from * page_size, to - from, every, PROTECT);
	scan(at, pages, IS_WRITTEN, 0);
	for (size_t i = 0; i < pages; i++)
		check(found[i] == (i < from || i >= to),
		      "page %zu of %zu is%s reported as written", i, pages,
		      found[i] ? "" : " not");
	verify(at, size, SEED, "huge page, partly protected");
	touch(at, from);
	touch(at, to - 1);
	touch(at, to);
	scan(at, pages, IS_WRITTEN, 0);
	for (size_t i = 0; i < pages; i++)
		check(found[i] == (i <= from || i >= to - 1),
		      "page %zu of %zu is%s reported as written", i, pages,
		      found[i] ? "" : " not");
}

#define RACE_PAGES	64
#define RACE_SECONDS	3

struct writers {
	char *at;
	atomic_bool stop;
};

/* Two threads write to the same pages, in different words. */
static void *write_on(void *arg)
{
	static atomic_int threads;
	struct writers *w = arg;
	int word = atomic_fetch_add(&threads, 1);

	for (size_t i = 0; !atomic_load(&w->stop); i = (i * 5 + 1) % RACE_PAGES)
		((volatile uint64_t *)(w->at + i * page_size))[word]++;
	return NULL;
}

static void read_counters(char *at, uint64_t counters[RACE_PAGES])
{
	for (size_t i = 0; i < RACE_PAGES; i++) {
		volatile uint64_t *words = (volatile uint64_t *)(at + i * page_size);

		counters[i] = words[0] + words[1];
	}
}

/*
 * A page that has changed since it was write-protected must be reported by the
 * scan that follows. A CPU whose translation is stale writes without a fault.
 */
static void while_written_by_threads(void)
{
	uint64_t before[RACE_PAGES], after[RACE_PAGES];
	struct writers w = { .at = map_anon(RACE_PAGES * page_size) };
	time_t end = time(NULL) + RACE_SECONDS;
	pthread_t writer[2];
	size_t missed = 0;

	fill(w.at, RACE_PAGES * page_size, SEED);
	watch(w.at, RACE_PAGES * page_size);
	scan(w.at, RACE_PAGES, IS_WRITTEN, PROTECT);
	for (int i = 0; i < 2; i++)
		check(pthread_create(&writer[i], NULL, write_on, &w) == 0,
		      "no thread: %s", strerror(errno));
	while (!missed && time(NULL) < end) {
		read_counters(w.at, before);
		sched_yield();
		read_counters(w.at, after);
		scan(w.at, RACE_PAGES, IS_WRITTEN, PROTECT);
		for (size_t i = 0; i < RACE_PAGES; i++)
			missed += before[i] != after[i] && !found[i];
	}
	atomic_store(&w.stop, true);
	for (int i = 0; i < 2; i++)
		pthread_join(writer[i], NULL);
	check(!missed, "%zu pages were written and not reported", missed);
}

static const struct guest_case cases[] = {
	{ "present", present },
	{ "written", written },
	{ "written_without_report", written_without_report },
	{ "written_unpopulated", written_unpopulated },
	{ "written_by_a_child", written_by_a_child },
	{ "huge_page", huge_page },
	{ "part_of_a_huge_page", part_of_a_huge_page },
	{ "while_written_by_threads", while_written_by_threads },
};

const struct workload pagemap_workload = {
	"pagemap", cases, ARRAY_SIZE(cases),
};
