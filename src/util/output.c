// SPDX-License-Identifier: GPL-2.0-only
#include "util/output.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
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

int output_end(int status)
{
	if (!fflush(stdout) && !ferror(stdout) && !lost)
		return status;
	if (output_reader_is_gone()) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	fprintf(stderr, "lazymmu: standard output cannot be written\n");
	return EXIT_TOOL;
}
