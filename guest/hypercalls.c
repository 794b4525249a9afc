// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypercalls.c - the cost of a system call that changes many entries, for a Xen
 * PV guest: the number of hypercalls that issue queued updates, as the kernel's
 * tracepoint counts them.
 */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <unistd.h>

#define TRACING	"/sys/kernel/tracing/"
#define EVENT	TRACING "events/xen/xen_mc_flush/"
#define ENTRIES	4096

static void put(const char *file, const char *text)
{
	int fd = open(file, O_WRONLY | O_TRUNC);

	check(fd >= 0, "%s: %s", file, strerror(errno));
	check(write(fd, text, strlen(text)) == (ssize_t)strlen(text), "%s: %s",
	      file, strerror(errno));
	close(fd);
}

static bool file_says(const char *file, const char *text)
{
	char line[128] = "";
	FILE *f = fopen(file, "re");

	if (!f)
		return false;
	if (!fgets(line, sizeof(line), f))
		line[0] = '\0';
	fclose(f);
	return !strncmp(line, text, strlen(text));
}

/* Trace only this process, and keep other processes from its CPU. */
static void start(void)
{
	struct sched_param first = { .sched_priority = 1 };
	char pid[16];

	if (!file_says("/sys/hypervisor/guest_type", "PV"))
		skip("not a Xen PV guest");
	if (mount("tracefs", TRACING, "tracefs", 0, NULL) && errno != EBUSY)
		skip("no tracefs: %s", strerror(errno));
	if (access(EVENT "enable", W_OK))
		skip("no tracepoint xen_mc_flush");
	check(sched_setscheduler(0, SCHED_FIFO, &first) == 0,
	      "sched_setscheduler: %s", strerror(errno));
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	put(TRACING "trace", "");
	put(TRACING "set_event_pid", pid);
	put(EVENT "filter", "mcidx > 0");
	put(EVENT "enable", "1");
}

static unsigned int stop(void)
{
	unsigned int n = 0;
	char line[512];
	FILE *f;

	put(EVENT "enable", "0");
	f = fopen(TRACING "trace", "re");
	check(f, TRACING "trace: %s", strerror(errno));
	while (fgets(line, sizeof(line), f))
		n += !!strstr(line, "xen_mc_flush:");
	fclose(f);
	return n;
}

static void mprotect_4096(void)
{
	size_t size = ENTRIES * page_size;
	char *at = map_anon(size);
	unsigned int calls;

	fill(at, size, 1);
	start();
	check(mprotect(at, size, PROT_READ) == 0, "mprotect: %s",
	      strerror(errno));
	calls = stop();

	/* One hypercall for 64 entries or more, and some for the system call. */
	check(calls >= 8, "%u hypercalls are too few: is the tracepoint on?",
	      calls);
	check(calls <= ENTRIES / 64 + 4, "%u hypercalls for %d entries", calls,
	      ENTRIES);
}

static const struct guest_case cases[] = {
	{ "mprotect_4096", mprotect_4096 },
};

const struct workload hypercalls_workload = {
	"hypercalls", cases, ARRAY_SIZE(cases),
};
