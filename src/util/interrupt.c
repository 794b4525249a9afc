// SPDX-License-Identifier: GPL-2.0-only
#include "util/interrupt.h"

#include <stddef.h>

#include "util/array.h"

static const int caught[] = { SIGINT, SIGTERM, SIGHUP };

static volatile sig_atomic_t came;

static void on_signal(int sig)
{
	(void)sig;
	came = 1;
}

void interrupt_catch(void)
{
	struct sigaction sa = { .sa_handler = on_signal }, now;

	for (size_t i = 0; i < ARRAY_SIZE(caught); i++) {
		if (sigaction(caught[i], NULL, &now) || now.sa_handler != SIG_IGN)
			sigaction(caught[i], &sa, NULL);
	}
}

bool interrupt_came(void)
{
	return came;
}

void interrupt_block(sigset_t *mask)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(caught); i++)
		sigaddset(&set, caught[i]);
	sigprocmask(SIG_BLOCK, &set, mask);
}
