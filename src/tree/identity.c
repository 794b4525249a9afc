// SPDX-License-Identifier: GPL-2.0-only
#include "tree/identity.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/strbuf.h"

#define NOBODY_NAME	"lazymmu"
#define NOBODY_EMAIL	"lazymmu@localhost.localdomain"

int identity_of_user(const struct kernel *k, struct identity *who)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct git g = kernel_git(k);
	char *open, *close;
	int ret;

	*who = (struct identity){ 0 };
	ret = git_try(&g, NULL, 0, &out, NULL,
		      ARGS("-c", "user.useConfigOnly=true", "var",
			   "GIT_AUTHOR_IDENT"));
	if (ret < 0 || ret >= 256)
		return ret < 0 ? ret : git_failed(&g, "var", ret, "");
	open = strstr(out.buf, " <");
	close = open ? strchr(open, '>') : NULL;
	if (!ret && close && open > out.buf && close > open + 2) {
		*open = '\0';
		*close = '\0';
		who->name = str_dup(out.buf);
		who->email = str_dup(open + 2);
		return 0;
	}
	note("git does not know who you are: the commits are signed off as " NOBODY_NAME " <" NOBODY_EMAIL ">; to sign them yourself, set user.name and user.email with 'git config --global' and run this again");
	who->name = str_dup(NOBODY_NAME);
	who->email = str_dup(NOBODY_EMAIL);
	return 0;
}

int identity_date(const struct kernel *k, struct identity *who)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct git g = kernel_git(k);
	int err = git_ok(&g, &out, "log", "-1", "--format=%ct +0000", k->head);

	if (err)
		return err;
	sb_rtrim(&out);
	free(who->date);
	who->date = sb_detach(&out);
	return 0;
}

int identity_fixed(const struct kernel *k, struct identity *who)
{
	*who = (struct identity){
		.name = str_dup(NOBODY_NAME), .email = str_dup(NOBODY_EMAIL),
	};
	return identity_date(k, who);
}

void identity_env(const struct identity *who, struct strlist *env)
{
	static const char *const roles[] = { "AUTHOR", "COMMITTER" };

	for (size_t i = 0; i < ARRAY_SIZE(roles); i++) {
		sl_addf(env, "GIT_%s_NAME=%s", roles[i], who->name);
		sl_addf(env, "GIT_%s_EMAIL=%s", roles[i], who->email);
		if (who->date)
			sl_addf(env, "GIT_%s_DATE=%s", roles[i], who->date);
		else
			sl_addf(env, "GIT_%s_DATE", roles[i]);
	}
}

static bool is_trailer(const char *line, size_t len)
{
	size_t n = 0;

	while (n < len && (line[n] == '-' || (line[n] >= 'a' && line[n] <= 'z') ||
			   (line[n] >= 'A' && line[n] <= 'Z')))
		n++;
	return n && n + 1 < len && line[n] == ':' && line[n + 1] == ' ';
}

/* Does the message end with a block of trailers ("Fixes: ...")? */
static bool has_trailers(const char *message)
{
	const char *block = NULL, *p = message;

	while ((p = strstr(p, "\n\n"))) {
		p += 2;
		block = p;
	}
	for (p = block; p && *p; p += strspn(p, "\n")) {
		size_t len = strcspn(p, "\n");

		if (!is_trailer(p, len))
			return false;
		p += len;
	}
	return block != NULL;
}

char *identity_sign(const struct identity *who, const char *message)
{
	char *line __cleanup(str_free) =
		str_fmt("Signed-off-by: %s <%s>\n", who->name, who->email);

	if (strstr(message, line))
		return str_dup(message);
	return str_fmt("%s%s%s", message, has_trailers(message) ? "" : "\n", line);
}

void identity_free(struct identity *who)
{
	free(who->name);
	free(who->email);
	free(who->date);
	*who = (struct identity){ 0 };
}
