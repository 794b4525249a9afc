// SPDX-License-Identifier: GPL-2.0-only
/* Reading the line "lazymmu: guest done status=N". */
#include "verdict/guest.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

int guest_done(const char *text)
{
	static const char begin[] = "lazymmu: guest done status=";
	const char *number = text + strlen(begin);
	unsigned long n;
	char *end;

	if (strncmp(text, begin, strlen(begin)) ||
	    !isdigit((unsigned char)*number))
		return -1;
	n = strtoul(number, &end, 10);
	if (*end)
		return -1;
	return n < INT_MAX ? (int)n : INT_MAX;
}
