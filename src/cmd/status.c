// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/status.h"

#include <stdbool.h>

#include "util/strbuf.h"

static bool is_listed(int code, const enum exit_code *codes, size_t n)
{
	if (code == EXIT_OK || code == EXIT_USAGE || code == EXIT_TOOL)
		return true;
	for (size_t i = 0; i < n; i++) {
		if ((int)codes[i] == code)
			return true;
	}
	return false;
}

char *status_text(const enum exit_code *codes, size_t n)
{
	struct strbuf sb = STRBUF_INIT;

	for (int code = 0; code < 256; code++) {
		if (is_listed(code, codes, n))
			sb_addf(&sb, "%s%d %s", sb.len ? "; " : "Exit status: ",
				code, fail_code_text(code));
	}
	sb_adds(&sb, ".");
	return sb_detach(&sb);
}
