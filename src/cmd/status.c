// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/status.h"

#include <argp.h>

#include "util/fail.h"
#include "util/strbuf.h"

char *status_help(int key, const char *text, void *input)
{
	struct strbuf sb = STRBUF_INIT;

	(void)input;
	if (key != ARGP_KEY_HELP_EXTRA)
		return (char *)text;
	for (int code = 0; code < 256; code++) {
		const char *meaning = fail_code_text(code);

		if (meaning)
			sb_addf(&sb, "%s%d %s", sb.len ? "; " : "Exit status: ",
				code, meaning);
	}
	sb_adds(&sb, ".");
	return sb_detach(&sb);
}
