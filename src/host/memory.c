// SPDX-License-Identifier: GPL-2.0-only
#include "host/memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/file.h"
#include "util/strbuf.h"

uint64_t memory_available(void)
{
	static const char key[] = "\nMemAvailable:";
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	const char *at;

	if (read_file("/proc/meminfo", &text))
		return UINT64_MAX;
	at = strstr(text.buf, key);
	return at ? strtoull(at + strlen(key), NULL, 10) << 10 : UINT64_MAX;
}

uint64_t memory_parse(const char *size)
{
	static const char units[] = "KMGT";
	const char *unit;
	uint64_t n;
	char *end;

	if (!isdigit((unsigned char)*size))
		return 0;
	n = strtoull(size, &end, 10);
	if (!*end)
		return n << 20;
	unit = strchr(units, toupper((unsigned char)*end));
	return unit && !end[1] ? n << 10 * (unit - units + 1) : 0;
}
