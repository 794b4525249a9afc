// SPDX-License-Identifier: GPL-2.0-only
#include "host/space.h"

#include <errno.h>
#include <string.h>

#include "util/fail.h"
#include "util/file.h"

/* A file system with less space left than this is full, whatever a program says. */
#define FULL_BYTES (1ULL << 20)

int space_check(const char *path, uint64_t bytes, const char *what)
{
	return space_need(path, bytes, what,
			  "free some, or set LAZYMMU_CACHE to another place");
}

int space_need(const char *path, uint64_t bytes, const char *what,
	       const char *advice)
{
	uint64_t left;
	int err = free_bytes(path, &left);

	if (err)
		return fail(EXIT_TOOL, -err, "the free space of %s cannot be read: %s",
			    path, strerror(-err));
	if (left >= bytes)
		return 0;
	return fail(EXIT_NO_SPACE, ENOSPC,
		    "not enough space in %s: %s needs %llu MiB, %llu MiB are left; %s",
		    path, what, (unsigned long long)(bytes >> 20),
		    (unsigned long long)(left >> 20), advice);
}

bool space_blamed(const char *message)
{
	return strstr(message, "No space left on device") ||
	       strstr(message, "Out of diskspace") ||
	       strstr(message, "Disk quota exceeded");
}

bool space_is_out(const char *path)
{
	uint64_t left;

	return path && !free_bytes(path, &left) && left < FULL_BYTES;
}
