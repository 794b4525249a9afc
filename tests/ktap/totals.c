// SPDX-License-Identifier: GPL-2.0-only
/*
 * build/ktap-totals, for tests/ktap.sh: read a console on standard input, and
 * print the numbers of tests that passed, failed, were skipped and never
 * reported, and whether the KTAP itself is wrong ("yes" or "no").
 */
#include <stdio.h>

#include "verdict/console.h"
#include "verdict/ktap.h"

static void read_line(void *arg, const char *line, bool rest)
{
	if (!rest)
		ktap_line(arg, console_text(line));
}

int main(void)
{
	struct console console;
	struct ktap ktap;
	char bytes[4096];
	size_t n;

	ktap_init(&ktap);
	console_init(&console, read_line, &ktap);
	while ((n = fread(bytes, 1, sizeof(bytes), stdin)))
		console_feed(&console, bytes, n);
	console_end(&console);
	ktap_end(&ktap);
	printf("%zu %zu %zu %zu %s\n", ktap.passed, ktap.failed - ktap.errors, ktap.skipped,
	       ktap.missing, ktap.errors || !ktap.documents ? "yes" : "no");
	console_free(&console);
	ktap_free(&ktap);
	return ferror(stdin) ? 3 : 0;
}
