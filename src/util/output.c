// SPDX-License-Identifier: GPL-2.0-only
#include "util/output.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "util/fail.h"

static bool lost;

bool output_reader_is_gone(void)
{
	struct pollfd p = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&p, 1, 0) > 0 && (p.revents & POLLERR);
}

void output_lose(void)
{
	lost = true;
}

static bool ended;
static pid_t watched;

static void end_at_exit(void)
{
	if (!ended && getpid() == watched && output_end(EXIT_OK))
		_exit(EXIT_TOOL);
}

void output_watch(void)
{
	watched = getpid();
	atexit(end_at_exit);
}

int output_end(int status)
{
	ended = true;
	if (!fflush(stdout) && !ferror(stdout) && !lost)
		return status;
	if (output_reader_is_gone()) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	fprintf(stderr, "lazymmu: standard output cannot be written\n");
	return EXIT_TOOL;
}
