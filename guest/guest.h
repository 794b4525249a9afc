/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * guest.h - functions and types that the workloads share.
 *
 * A workload is a file with a table of cases. Every case runs in a child
 * process of its own, so a case that crashes is a failed case and not a dead
 * init. Results are printed as KTAP, each line as one record of the kernel log:
 * other messages of the kernel can come between two lines, but never inside a
 * line.
 */
#ifndef GUEST_H
#define GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/**
 * struct guest_case - a case of a workload
 * @name: name that is printed, in the words of the man page of the system call
 * @run: returns on success; check() and skip() end the case otherwise
 */
struct guest_case {
	const char *name;
	void (*run)(void);
};

/**
 * struct workload - the cases of one file
 * @name: name of the workload
 * @cases: its cases
 * @n: number of cases
 */
struct workload {
	const char *name;
	const struct guest_case *cases;
	size_t n;
};

extern const struct workload fork_workload;
extern const struct workload mprotect_workload;
extern const struct workload mremap_workload;
extern const struct workload madvise_workload;
extern const struct workload munmap_workload;
extern const struct workload shared_workload;
extern const struct workload pagemap_workload;
extern const struct workload torture_workload;
extern const struct workload hypercalls_workload;
extern const struct workload modules_workload;

/* Set by init before the workloads run. */
extern size_t page_size;
extern bool have_swap;

/* How long each case of the torture takes; init may change it. */
extern unsigned int torture_seconds;

/* Whether all tasks have to run on the first CPU; init may change it. */
extern bool one_cpu;

/* cpu.c */

/**
 * stay_on_cpu() - let the calling thread run on one CPU only, if there is that CPU
 * @cpu: number of the CPU; if tasks have to run on the first one, it is that
 */
void stay_on_cpu(unsigned int cpu);

/* file.c */

/**
 * say() - print one line to the console
 * @fmt: the line, without a newline
 */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * write_text() - write @text to a file of the kernel; print a message on
 * failure
 * @path: the file
 * @text: the text
 * Return: true if the kernel took the text.
 */
bool write_text(const char *path, const char *text);

/* report.c */

/**
 * check_failed() - end the running case as failed
 * @file: where
 * @line: where
 * @fmt: the expected and the actual result
 */
void check_failed(const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4), noreturn));

/**
 * skip() - end the running case as skipped
 * @fmt: the reason: a feature that the kernel lacks
 */
void skip(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), noreturn));

/**
 * take_longer() - let the running case take so many seconds more than others may
 * @seconds: how long it runs by intention
 */
void take_longer(unsigned int seconds);

/** now() - seconds since some moment */
double now(void);

/** check() - the case fails, with the message, unless @cond holds */
#define check(cond, ...)						\
	do {								\
		if (!(cond))						\
			check_failed(__FILE_NAME__, __LINE__, __VA_ARGS__);	\
	} while (0)

/**
 * run_workload() - run all cases of a workload and print its KTAP
 * @w: the workload
 * @number: its number in the surrounding plan
 *
 * Return: true if no case failed.
 */
bool run_workload(const struct workload *w, unsigned int number);

/* program.c */

/** have_program() - is there a program of the kernel's tree in the initrd? */
bool have_program(void);

/**
 * run_program() - run that program, and print its TAP as a subtest
 * @number: its number in the surrounding plan
 *
 * Return: true if no case failed.
 */
bool run_program(unsigned int number);

/* bench.c */

/**
 * run_bench() - run the benchmark, instead of the workloads
 * @only: names of the workloads to run, with commas between them; "": all
 */
void run_bench(const char *only);

/* memory.c */

/**
 * map_anon() - map private anonymous memory, with small pages only
 * @size: bytes
 * Return: the address; the case fails if there is none.
 */
void *map_anon(size_t size);

/**
 * map_shared() - map shared anonymous memory
 * @size: bytes
 * Return: the address; the case fails if there is none.
 */
void *map_shared(size_t size);

/**
 * map_huge() - map and populate one aligned huge page
 * @size: set to the size of the page
 * Return: the address. The case is skipped if there is no huge page.
 */
void *map_huge(size_t *size);

/**
 * reserve() - find a hole of @size bytes in the address space
 * @size: bytes
 * @offset: distance of the address from a multiple of 16 MiB. If the offsets of
 *	    source and destination differ, the kernel moves PTEs, not page
 *	    tables
 * Return: an address at which nothing is mapped.
 */
void *reserve(size_t size, size_t offset);

/**
 * working_set() - the size of memory that most cases work on
 * Return: bytes: at least 4 MiB, at least 256 pages.
 */
size_t working_set(void);

/**
 * fill() - write a pattern to every word of a range
 * @at: start, page aligned
 * @size: bytes
 * @seed: different patterns have different seeds
 */
void fill(void *at, size_t size, uint64_t seed);

/**
 * verify() - the case fails unless the range holds the pattern of @seed
 * @at: start, page aligned
 * @size: bytes
 * @seed: as given to fill()
 * @what: for the message
 */
void verify(const void *at, size_t size, uint64_t seed, const char *what);

/**
 * fill_page() / page_is() - write, or compare, page @index of the range at @at
 */
void fill_page(void *at, size_t index, uint64_t seed);
bool page_is(const void *at, size_t index, uint64_t seed);

/** page_is_zero() - is page @index of the range at @at all zeroes? */
bool page_is_zero(const void *at, size_t index);

/**
 * can_read() / can_write() - does an access succeed (or raise SIGSEGV)?
 * @at: the address; can_write() writes the byte that it has read, or 0 if the
 *	page cannot be read
 */
bool can_read(const void *at);
bool can_write(void *at);

/**
 * load_word() / store_word() - read or write a word, if that does not raise SIGSEGV
 * Return: true if it was read, or written.
 */
bool load_word(const void *at, uint64_t *value);
bool store_word(void *at, uint64_t value);

/**
 * open_file() - make a file of @size bytes on tmpfs, which has no name
 * @size: bytes; they are a hole
 * Return: its descriptor; the case fails if there is none.
 */
int open_file(size_t size);

/**
 * pagemap_entry() - the entry of /proc/self/pagemap for an address
 * @at: the address
 * Return: the entry; see PM_* below.
 */
uint64_t pagemap_entry(const void *at);

#define PM_PRESENT	(1ULL << 63)
#define PM_SWAPPED	(1ULL << 62)

/* writer.c */

struct writer;

/**
 * start_writer() - start a thread that writes to a page all the time; there is one
 * @at: an address in the page
 * Return: the thread; the case fails if there is none.
 */
struct writer *start_writer(void *at);

/** wait_for_writes() - wait until the thread has written some more */
void wait_for_writes(struct writer *w);

/**
 * expect_faults() - the case fails if the thread can still write to the page
 * @what: what took the page away, for the message
 */
void expect_faults(struct writer *w, const char *what);

/** stop_writer() - end the thread */
void stop_writer(struct writer *w);

/* report.c */

/**
 * run_child() - fork a child that runs @fn and exits
 * @fn: the function
 * @arg: passed to it
 * Return: its pid; the case fails if there is none.
 */
pid_t run_child(void (*fn)(void *arg), void *arg);

/**
 * wait_child() - wait for a child; the case fails if the child failed
 * @pid: process id of the child
 */
void wait_child(pid_t pid);

#endif
