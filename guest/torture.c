// SPDX-License-Identifier: GPL-2.0-only
/*
 * torture.c - a thread takes pages away and gives them back, at random, by all
 * system calls that do so in sections, while another one writes to the same pages
 * and reads what it has written, on another CPU if there is one to use. Lost and late
 * updates, stale translations, lost dirty bits and pages that are freed too early
 * show as wrong contents, or as accesses that succeed.
 *
 * "lazymmu.torture=SECONDS" on the kernel's command line is how long each case
 * takes.
 */
#include "guest.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MADV_COLD
#define MADV_COLD	20
#define MADV_PAGEOUT	21
#endif

#define PAGES		192
#define MAX_RANGE	48
#define SLOTS		2
#define WORDS		8	/* of each page that are used */
#define CHILD_ROUNDS	6
#define CHILD_READS	48	/* in each of them */
#define CHILD_VALUE	~0ULL
#define MIN_CHANGES	20
#define MIN_WRITES	1000
#define TELL_SECONDS	30	/* the host must not think that we hang */

unsigned int torture_seconds = 3;

/*
 * A page has two addresses, one in each slot, at most one of which is mapped. No
 * other page is ever mapped there, so an access that comes late finds the same
 * page or none.
 *
 * What forbids something is a number that is odd as long as it does: it becomes
 * odd after the system call that forbids, and even before the one that allows. If
 * it was odd and the same before and after an access, the access has to fail.
 *
 * struct page - a page, as the thread has left it that changes mappings
 * @slot: where it is, or was
 * @mapped: it is there
 * @writable: it may be written
 * @contents: odd while the contents may vanish. If it was even and the same
 *	before a write and after a read, the write has to be found
 * @gone: nothing is mapped in the slot
 * @readonly: the page must not be written
 */
struct page {
	atomic_uint slot;
	bool mapped, writable;
	atomic_uint contents, gone[SLOTS], readonly;
};

/*
 * struct written - the last write to a word, as the thread knows that writes
 * @value: what was written
 * @contents: of the page, or NOT_SURE if the contents vanished meanwhile
 */
struct written {
	uint64_t value;
	unsigned int contents;
};

#define NOT_SURE	1u	/* odd */

/*
 * struct torture - a memory, and who works on it
 * @slot: the two places for its pages
 * @fd: the file that is mapped, or -1: its contents do not vanish
 * @page: its pages
 * @written: what they have to contain
 * @generation: the number of the last write
 * @writes: writes that succeeded
 * @reads: reads that succeeded
 * @changes: system calls that changed mappings
 */
struct torture {
	char *slot[SLOTS];
	int fd;
	struct page page[PAGES];
	struct written written[PAGES][WORDS];
	uint64_t generation;
	atomic_bool started, stop;
	atomic_ulong writes, reads;
	unsigned long changes, forks;
};

static struct torture t;

/* Each thread has a generator of its own: xorshift. */
static uint64_t next(uint64_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random;
}

static size_t below(uint64_t *random, size_t n)
{
	return (next(random) >> 16) % n;
}

/* Spread the words, so that all parts of a page are looked at. */
static size_t offset_of(size_t word)
{
	return word * (page_size / WORDS) + word * sizeof(uint64_t);
}

static char *address(unsigned int slot, size_t page, size_t word)
{
	return t.slot[slot] + page * page_size + offset_of(word);
}

/* What is written says in its lower half where it belongs, and is never zero. */
static uint64_t tag(size_t page, size_t word, uint64_t generation)
{
	return generation << 32 | (page << 16 | word << 8 | 0x5a);
}

static bool belongs(uint64_t value, size_t page, size_t word)
{
	return !value || (uint32_t)value == (uint32_t)tag(page, word, 0);
}

static bool is_odd(unsigned int n)
{
	return n & 1;
}

/* --- the thread that writes --- */

static void check_contents(size_t page, size_t word, uint64_t value,
			   const char *where)
{
	check(belongs(value, page, word),
	      "page %zu, word %zu, %s: %#llx belongs elsewhere", page, word, where,
	      (unsigned long long)value);
}

static void write_word(size_t page, size_t word, unsigned int slot)
{
	struct written *w = &t.written[page][word];
	struct page *p = &t.page[page];
	unsigned int contents = atomic_load(&p->contents);
	unsigned int gone = atomic_load(&p->gone[slot]);
	unsigned int readonly = atomic_load(&p->readonly);
	uint64_t value = tag(page, word, ++t.generation);

	if (!store_word(address(slot, page, word), value))
		return;
	check(!is_odd(gone) || atomic_load(&p->gone[slot]) != gone,
	      "page %zu was written where it is not mapped any more", page);
	check(!is_odd(readonly) || atomic_load(&p->readonly) != readonly,
	      "page %zu was written, but is read-only", page);
	w->value = value;
	w->contents = atomic_load(&p->contents) == contents ? contents : NOT_SURE;
	atomic_fetch_add(&t.writes, 1);
}

static void read_word(size_t page, size_t word, unsigned int slot)
{
	const struct written *w = &t.written[page][word];
	struct page *p = &t.page[page];
	unsigned int gone = atomic_load(&p->gone[slot]);
	uint64_t value;

	if (!load_word(address(slot, page, word), &value))
		return;
	check(!is_odd(gone) || atomic_load(&p->gone[slot]) != gone,
	      "page %zu was read where it is not mapped any more", page);
	check_contents(page, word, value, "in memory");
	if (!is_odd(w->contents) && atomic_load(&p->contents) == w->contents)
		check(value == w->value,
		      "page %zu, word %zu: %#llx was written, and is now %#llx",
		      page, word, (unsigned long long)w->value,
		      (unsigned long long)value);
	atomic_fetch_add(&t.reads, 1);
}

/* The file has all that was written to a mapping of it, whatever became of that. */
static void read_file(size_t page, size_t word)
{
	const struct written *w = &t.written[page][word];
	uint64_t value;

	check(pread(t.fd, &value, sizeof(value),
		    page * page_size + offset_of(word)) == sizeof(value),
	      "reading the file: %s", strerror(errno));
	check_contents(page, word, value, "in the file");
	check(value == w->value,
	      "page %zu, word %zu: %#llx was written, and the file has %#llx", page,
	      word, (unsigned long long)w->value, (unsigned long long)value);
}

static void *write_and_read(void *arg)
{
	uint64_t random = 0x9e3779b97f4a7c15ULL;

	(void)arg;
	stay_on_cpu(1);
	while (!atomic_load(&t.started))
		sched_yield();
	while (!atomic_load(&t.stop)) {
		size_t page = below(&random, PAGES);
		/* Mostly where the page is: a fault takes its time. */
		unsigned int slot = atomic_load(&t.page[page].slot) ^
				    !below(&random, 16);

		for (int i = 0; i < 8; i++) {
			if (below(&random, 2))
				write_word(page, below(&random, WORDS), slot);
			read_word(page, below(&random, WORDS), slot);
		}
		if (t.fd >= 0 && !below(&random, 16))
			read_file(page, below(&random, WORDS));
	}
	return NULL;
}

/* --- the thread that changes mappings --- */

static char *at(size_t page, unsigned int slot)
{
	return t.slot[slot] + page * page_size;
}

/* Where the page is not mapped in a slot, it is gone there. */
static void tell_gone(size_t first, size_t n, unsigned int slot, bool gone)
{
	for (size_t i = first; i < first + n; i++)
		if (is_odd(atomic_load(&t.page[i].gone[slot])) != gone)
			atomic_fetch_add(&t.page[i].gone[slot], 1);
}

static void tell_readonly(size_t first, size_t n, bool readonly)
{
	for (size_t i = first; i < first + n; i++)
		if (is_odd(atomic_load(&t.page[i].readonly)) != readonly)
			atomic_fetch_add(&t.page[i].readonly, 1);
}

/* The contents of private memory may vanish from now on, or not any more. */
static void tell_contents(size_t first, size_t n)
{
	for (size_t i = first; t.fd < 0 && i < first + n; i++)
		atomic_fetch_add(&t.page[i].contents, 1);
}

static void map_pages(size_t first, size_t n, unsigned int slot)
{
	char *to = at(first, slot), *mapped;

	tell_gone(first, n, slot, false);
	tell_readonly(first, n, false);
	if (t.fd >= 0)
		mapped = mmap(to, n * page_size, PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_FIXED, t.fd, first * page_size);
	else
		mapped = mmap(to, n * page_size, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	check(mapped == to, "mmap: %s", strerror(errno));
	madvise(to, n * page_size, MADV_NOHUGEPAGE);
	for (size_t i = first; i < first + n; i++) {
		t.page[i].slot = slot;
		t.page[i].mapped = true;
		t.page[i].writable = true;
	}
}

static void unmap_pages(size_t first, size_t n)
{
	unsigned int slot = t.page[first].slot;

	tell_contents(first, n);
	check(munmap(at(first, slot), n * page_size) == 0, "munmap: %s",
	      strerror(errno));
	tell_gone(first, n, slot, true);
	tell_contents(first, n);
	for (size_t i = first; i < first + n; i++)
		t.page[i].mapped = false;
}

/* A mapping over the old one takes its pages away, too. */
static void map_over(size_t first, size_t n)
{
	tell_contents(first, n);
	map_pages(first, n, t.page[first].slot);
	tell_contents(first, n);
}

static void move_pages(size_t first, size_t n)
{
	unsigned int from = t.page[first].slot, to = !from;
	char *moved;

	tell_gone(first, n, to, false);
	moved = mremap(at(first, from), n * page_size, n * page_size,
		       MREMAP_MAYMOVE | MREMAP_FIXED, at(first, to));
	if (moved == MAP_FAILED && errno == EFAULT && n > 1) {
		/* They belong to several mappings. Old kernels move only one. */
		tell_gone(first, n, to, true);
		for (size_t i = 0; i < n; i++)
			move_pages(first + i, 1);
		return;
	}
	check(moved == at(first, to), "mremap: %s", strerror(errno));
	tell_gone(first, n, from, true);
	for (size_t i = first; i < first + n; i++)
		t.page[i].slot = to;
}

static void protect_pages(size_t first, size_t n)
{
	bool writable = !t.page[first].writable;

	if (writable)
		tell_readonly(first, n, false);
	check(mprotect(at(first, t.page[first].slot), n * page_size,
		       PROT_READ | (writable ? PROT_WRITE : 0)) == 0,
	      "mprotect: %s", strerror(errno));
	if (!writable)
		tell_readonly(first, n, true);
	for (size_t i = first; i < first + n; i++)
		t.page[i].writable = writable;
}

static void advise_pages(size_t first, size_t n, int advice)
{
	bool vanish = advice == MADV_DONTNEED || advice == MADV_FREE;

	if (vanish)
		tell_contents(first, n);
	/* Not all kernels, and not all kinds of memory, have all of them. */
	madvise(at(first, t.page[first].slot), n * page_size, advice);
	if (vanish)
		tell_contents(first, n);
}

/*
 * struct child_read - a word that a child has read
 * @page, @word: which
 * @found: it could be read
 */
struct child_read {
	size_t page, word;
	uint64_t value;
	bool found;
};

static char *child_address(const struct child_read *r)
{
	return address(atomic_load(&t.page[r->page].slot), r->page, r->word);
}

/* Read some words, and again after a while: nobody else writes to private memory. */
static void read_as_child(uint64_t *random)
{
	struct child_read reads[CHILD_READS], *r;
	uint64_t again;

	for (r = reads; r < reads + CHILD_READS; r++) {
		r->page = below(random, PAGES);
		r->word = below(random, WORDS);
		r->found = load_word(child_address(r), &r->value);
		if (r->found && (t.fd >= 0 || r->value != CHILD_VALUE))
			check_contents(r->page, r->word, r->value, "in a child");
	}
	if (t.fd >= 0)
		return;
	sched_yield();
	for (r = reads; r < reads + CHILD_READS; r++)
		check(!r->found || (load_word(child_address(r), &again) &&
				    again == r->value),
		      "page %zu, word %zu changed in a child", r->page, r->word);
	/* This must not be seen in the parent. */
	for (r = reads; r < reads + CHILD_READS; r++)
		store_word(child_address(r), CHILD_VALUE);
}

static void fork_and_wait(uint64_t random)
{
	pid_t pid = fork();

	check(pid >= 0, "fork: %s", strerror(errno));
	if (pid == 0) {
		for (int i = 0; i < CHILD_ROUNDS; i++)
			read_as_child(&random);
		_exit(EXIT_SUCCESS);
	}
	t.forks++;
	wait_child(pid);
}

/* Change a run of pages that are alike. */
static void change_run(size_t first, size_t n, unsigned int what)
{
	static const int advices[] = {
		MADV_DONTNEED, MADV_FREE, MADV_COLD, MADV_PAGEOUT,
	};

	t.changes++;
	if (!t.page[first].mapped)
		map_pages(first, n, what % SLOTS);
	else if (what < 2)
		unmap_pages(first, n);
	else if (what < 3)
		map_over(first, n);
	else if (what < 6)
		move_pages(first, n);
	else if (what < 9 || !t.page[first].writable)
		protect_pages(first, n);
	else
		advise_pages(first, n, advices[what % ARRAY_SIZE(advices)]);
}

static bool alike(const struct page *a, const struct page *b)
{
	return a->slot == b->slot && a->mapped == b->mapped &&
	       a->writable == b->writable;
}

static void change_something(uint64_t *random)
{
	size_t first = below(random, PAGES), n = 1 + below(random, MAX_RANGE), i;
	size_t end = first + n < PAGES ? first + n : PAGES;
	unsigned int what = below(random, 17);

	if (what == 16) {
		fork_and_wait(next(random));
		return;
	}
	for (; first < end; first = i) {
		for (i = first + 1; i < end; i++)
			if (!alike(&t.page[first], &t.page[i]))
				break;
		change_run(first, i - first, what);
	}
}

static void torture(int fd)
{
	uint64_t random = 88172645463325252ULL;
	double begin, told;
	pthread_t thread;
	int err;

	if (sizeof(long) < sizeof(uint64_t))
		skip("a word is not written in one go");
	take_longer(torture_seconds);
	t.fd = fd;
	for (size_t i = 0; i < PAGES; i++)
		for (size_t slot = 0; slot < SLOTS; slot++)
			atomic_store(&t.page[i].gone[slot], 1);
	err = pthread_create(&thread, NULL, write_and_read, NULL);
	check(!err, "no thread: %s", strerror(err));
	stay_on_cpu(0);
	/* Only now: the thread's stack must not be where the pages are to go. */
	t.slot[0] = reserve(2 * PAGES * page_size, 0);
	t.slot[1] = t.slot[0] + PAGES * page_size;
	atomic_store(&t.started, true);

	begin = now();
	told = begin;
	while (now() - begin < torture_seconds || t.changes < MIN_CHANGES ||
	       atomic_load(&t.writes) < MIN_WRITES) {
		change_something(&random);
		if (now() - told > TELL_SECONDS) {
			told = now();
			say("    # %.0f seconds: %lu changes, %lu forks", told - begin,
			    t.changes, t.forks);
		}
	}
	atomic_store(&t.stop, true);
	pthread_join(thread, NULL);
	for (size_t i = 0; fd >= 0 && i < PAGES * WORDS; i++)
		read_file(i / WORDS, i % WORDS);
	say("    # %lu changes, %lu forks, %lu writes, %lu reads", t.changes, t.forks,
	    atomic_load(&t.writes), atomic_load(&t.reads));
}

static void private_memory(void)
{
	torture(-1);
}

static void shared_file(void)
{
	int fd = open_file(PAGES * page_size);

	torture(fd);
}

static const struct guest_case cases[] = {
	{ "private_memory", private_memory },
	{ "shared_file", shared_file },
};

const struct workload torture_workload = {
	"torture", cases, ARRAY_SIZE(cases),
};
