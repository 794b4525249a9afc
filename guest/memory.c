// SPDX-License-Identifier: GPL-2.0-only
/* memory.c - mappings, patterns and probes for the workloads. */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

size_t page_size;
bool have_swap;

#define TABLE_SPAN	(16UL << 20)	/* the most that one page table covers */

size_t working_set(void)
{
	size_t size = 4UL << 20;

	return size > 256 * page_size ? size : 256 * page_size;
}

static void *map(size_t size, int flags)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			flags | MAP_ANONYMOUS, -1, 0);

	check(at != MAP_FAILED, "mmap of %zu bytes: %s", size, strerror(errno));
	return at;
}

void *map_anon(size_t size)
{
	void *at = map(size, MAP_PRIVATE);

	/* madvise() fails only if the kernel has no huge pages to avoid */
	madvise(at, size, MADV_NOHUGEPAGE);
	return at;
}

void *map_shared(size_t size)
{
	return map(size, MAP_SHARED);
}

static size_t huge_page_size(void)
{
	char text[32] = "";
	int fd = open("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size",
		      O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	return n > 0 ? strtoul(text, NULL, 10) : 0;
}

/* Does smaps show a huge page in the mapping that begins at @at? */
static bool is_huge(const void *at)
{
	unsigned long from, to, kib;
	bool inside = false, huge = false;
	char line[256];
	FILE *f = fopen("/proc/self/smaps", "re");

	check(f, "/proc/self/smaps: %s", strerror(errno));
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			inside = from == (unsigned long)at;
		else if (inside && sscanf(line, "AnonHugePages: %lu", &kib) == 1)
			huge = kib > 0;
	}
	fclose(f);
	return huge;
}

void *map_huge(size_t *size)
{
	size_t huge = huge_page_size();
	char *raw, *at;

	if (!huge)
		skip("no transparent huge pages");
	if (huge > (32UL << 20))
		skip("huge pages of %zu MiB do not fit", huge >> 20);
	raw = map(2 * huge, MAP_PRIVATE);
	at = (char *)(((uintptr_t)raw + huge - 1) & ~(huge - 1));
	/* Make the huge page a mapping of its own, which smaps shows alone. */
	if (at > raw)
		munmap(raw, at - raw);
	munmap(at + huge, raw + huge - at);
	check(madvise(at, huge, MADV_HUGEPAGE) == 0, "MADV_HUGEPAGE: %s",
	      strerror(errno));
	*(volatile char *)at = 1;
	if (!is_huge(at))
		skip("no huge page is available");
	*size = huge;
	return at;
}

void *reserve(size_t size, size_t offset)
{
	size_t room = size + offset + 2 * TABLE_SPAN;
	char *raw = mmap(NULL, room, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	char *at;

	check(raw != MAP_FAILED, "no hole of %zu bytes: %s", room,
	      strerror(errno));
	at = (char *)(((uintptr_t)raw + TABLE_SPAN - 1) & ~(TABLE_SPAN - 1));
	munmap(raw, room);
	return at + offset;
}

static uint64_t word(uint64_t seed, size_t index, size_t i)
{
	uint64_t x = seed * 0x9e3779b97f4a7c15ULL + index * 0xbf58476d1ce4e5b9ULL;

	return (x ^ (x >> 29)) + i;
}

void fill_page(void *at, size_t index, uint64_t seed)
{
	uint64_t *p = (uint64_t *)((char *)at + index * page_size);
	uint64_t first = word(seed, index, 0);

	for (size_t i = 0; i < page_size / sizeof(*p); i++)
		p[i] = first + i;
}

bool page_is(const void *at, size_t index, uint64_t seed)
{
	const uint64_t *p = (const uint64_t *)((const char *)at +
					       index * page_size);
	uint64_t first = word(seed, index, 0);

	for (size_t i = 0; i < page_size / sizeof(*p); i++)
		if (p[i] != first + i)
			return false;
	return true;
}

bool page_is_zero(const void *at, size_t index)
{
	const uint64_t *p = (const uint64_t *)((const char *)at +
					       index * page_size);

	for (size_t i = 0; i < page_size / sizeof(*p); i++)
		if (p[i])
			return false;
	return true;
}

void fill(void *at, size_t size, uint64_t seed)
{
	for (size_t i = 0; i < size / page_size; i++)
		fill_page(at, i, seed);
}

void verify(const void *at, size_t size, uint64_t seed, const char *what)
{
	for (size_t i = 0; i < size / page_size; i++)
		check(page_is(at, i, seed), "%s: page %zu of %zu has other contents",
		      what, i, size / page_size);
}

static __thread sigjmp_buf fault;

static void on_fault(int sig)
{
	(void)sig;
	siglongjmp(fault, 1);
}

static void catch_faults(void)
{
	static bool done;
	struct sigaction act = { .sa_handler = on_fault,
				 .sa_flags = SA_NODEFER };

	if (done)
		return;
	sigaction(SIGSEGV, &act, NULL);
	sigaction(SIGBUS, &act, NULL);
	done = true;
}

bool can_read(const void *at)
{
	catch_faults();
	if (sigsetjmp(fault, 0))
		return false;
	(void)*(const volatile char *)at;
	return true;
}

bool can_write(void *at)
{
	volatile char old = 0;

	catch_faults();
	if (can_read(at))
		old = *(volatile char *)at;
	if (sigsetjmp(fault, 0))
		return false;
	*(volatile char *)at = old;
	return true;
}

bool load_word(const void *at, uint64_t *value)
{
	catch_faults();
	if (sigsetjmp(fault, 0))
		return false;
	*value = *(const volatile uint64_t *)at;
	return true;
}

bool store_word(void *at, uint64_t value)
{
	/* In memory: a register may have another value after the fault. */
	volatile uint64_t word = value;

	catch_faults();
	if (sigsetjmp(fault, 0))
		return false;
	*(volatile uint64_t *)at = word;
	return true;
}

int open_file(size_t size)
{
	int fd = memfd_create("file", MFD_CLOEXEC);

	check(fd >= 0 && ftruncate(fd, size) == 0, "a file of %zu bytes: %s", size,
	      strerror(errno));
	return fd;
}

uint64_t pagemap_entry(const void *at)
{
	static int fd = -1;
	static pid_t owner;
	uint64_t entry;

	/* The file shows the memory of the process that opened it. */
	if (owner != getpid()) {
		fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
		check(fd >= 0, "/proc/self/pagemap: %s", strerror(errno));
		owner = getpid();
	}
	check(pread(fd, &entry, sizeof(entry),
		    (uintptr_t)at / page_size * sizeof(entry)) == sizeof(entry),
	      "reading /proc/self/pagemap: %s", strerror(errno));
	return entry;
}
