// SPDX-License-Identifier: GPL-2.0-only
/* Counting the failures of a boot, and choosing the exit status. */
#include "verdict/result.h"

#include <stdlib.h>

void result_free(struct result *r)
{
	free(r->target);
	free(r->accelerator);
	free(r->emulator);
	free(r->hypervisor);
	free(r->log_path);
	free(r->last_line);
	sl_free(&r->lacking);
	ktap_free(&r->ktap);
	judge_free(&r->judge);
}

size_t result_incidents(const struct result *r)
{
	return r->judge.n + r->judge.more;
}

bool result_ending_counts(const struct result *r)
{
	return r->ending != ENDED_WELL &&
	       !(r->ending == ENDED_EARLY && r->judge.worst >= BAD_OOPS);
}

size_t result_failed(const struct result *r)
{
	return r->ktap.failed + result_incidents(r) + r->lacking.n +
	       result_ending_counts(r);
}

enum exit_code result_code(const struct result *r)
{
	if (r->judge.worst >= BAD_OOPS)
		return EXIT_PANIC;
	if (r->ending == ENDED_SILENT || r->ending == ENDED_LATE)
		return EXIT_TIMEOUT;
	return result_failed(r) ? EXIT_TESTS_FAILED : EXIT_OK;
}

const char *result_verdict(const struct result *r)
{
	switch (result_code(r)) {
	case EXIT_OK:
		return "passed";
	case EXIT_PANIC:
		return r->judge.worst == BAD_PANIC ? "panic" : "oops";
	case EXIT_TIMEOUT:
		return r->ending == ENDED_SILENT ? "hang" : "timeout";
	default:
		return "failed";
	}
}

const char *result_ending(const struct result *r)
{
	static const char *const sentences[] = {
		[ENDED_WELL] = "it ended well",
		[ENDED_EARLY] = "it switched off before its tests were done",
		[ENDED_SILENT] = "it hangs: its console was silent for too long",
		[ENDED_LATE] = "it ran out of time",
		[ENDED_FLOOD] = "it wrote too much to its console",
	};

	return sentences[r->ending];
}
