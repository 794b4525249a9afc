// SPDX-License-Identifier: GPL-2.0-only
/*
 * writer.c - a thread that writes to a page all the time, on another CPU if there is
 * one to use, while the page is taken away from it and given back. A CPU whose
 * translation is stale still writes.
 */
#include "guest.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

/*
 * struct writer - the thread and what became of its attempts to write
 * @denied: the page was taken away before this was set
 * @writes: writes that were allowed
 * @faults: writes that began after @denied was set, and raised SIGSEGV
 * @late: the same, but they succeeded: the CPU had a stale translation
 * @rounds: attempts to write, whatever came of them
 */
struct writer {
	char *at;
	pthread_t thread;
	atomic_bool stop, denied;
	atomic_ulong writes, faults, late, rounds;
};

static void *write_on(void *arg)
{
	struct writer *w = arg;

	while (!atomic_load(&w->stop)) {
		bool denied = atomic_load(&w->denied);
		bool written = can_write(w->at);

		if (denied)
			atomic_fetch_add(written ? &w->late : &w->faults, 1);
		else if (written)
			atomic_fetch_add(&w->writes, 1);
		atomic_fetch_add(&w->rounds, 1);
	}
	return NULL;
}

static void wait_for_more(atomic_ulong *number)
{
	unsigned long old = atomic_load(number);

	while (atomic_load(number) < old + 3)
		sched_yield();
}

struct writer *start_writer(void *at)
{
	static struct writer w;
	int err;

	w.at = at;
	err = pthread_create(&w.thread, NULL, write_on, &w);
	check(!err, "no thread: %s", strerror(err));
	return &w;
}

void wait_for_writes(struct writer *w)
{
	wait_for_more(&w->writes);
}

void expect_faults(struct writer *w, const char *what)
{
	unsigned long n = atomic_load(&w->faults);

	atomic_store(&w->denied, true);
	while (atomic_load(&w->faults) == n && !atomic_load(&w->late))
		sched_yield();
	atomic_store(&w->denied, false);
	/* An attempt that has seen it set must not succeed. */
	wait_for_more(&w->rounds);
	check(!atomic_load(&w->late), "%lu writes succeeded after %s",
	      atomic_load(&w->late), what);
}

void stop_writer(struct writer *w)
{
	atomic_store(&w->stop, true);
	pthread_join(w->thread, NULL);
}
