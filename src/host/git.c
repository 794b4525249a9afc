// SPDX-License-Identifier: GPL-2.0-only
#include "host/git.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/proc.h"
#include "host/space.h"
#include "host/tools.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/strbuf.h"

/* Removed from the environment: they would point git somewhere else. */
static const char *const unset[] = {
	"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_NAMESPACE",
	"GIT_PREFIX", "GIT_QUARANTINE_PATH", "GIT_SHALLOW_FILE",
	"GIT_GRAFT_FILE", "GIT_REPLACE_REF_BASE", "GIT_EXTERNAL_DIFF",
	"GIT_DIFF_OPTS", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS",
	"GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_DEFAULT_HASH",
	"GIT_INDEX_VERSION", "GIT_TEMPLATE_DIR", "GIT_CONFIG", "GIT_TRACE",
	"GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_ATTR_SOURCE",
	"GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE",
	"GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE2_PERF",
	"GIT_TRACE_SETUP", "GIT_TRACE_PERFORMANCE", "GIT_TRACE_PACKET",
	"GIT_TRACE_PACK_ACCESS", "GIT_TRACE_REFS", "GIT_TRACE_SHALLOW",
};

static const char *const set[] = {
	"GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_PAGER=cat",
	"GIT_NO_REPLACE_OBJECTS=1", "GIT_ADVICE=0",
};

/* Given to every git with -c. */
static const char *const config[] = {
	"core.hooksPath=/dev/null", "core.fsmonitor=false", "gc.auto=0",
	"maintenance.auto=false", "core.quotePath=true", "commit.gpgSign=false",
	"color.ui=false", "submodule.recurse=false",
	"fetch.recurseSubmodules=false", "fetch.writeCommitGraph=false",
	"protocol.file.allow=always", "core.filesRefLockTimeout=5000",
	"diff.noprefix=false",
	"diff.mnemonicPrefix=false", "diff.renames=true",
	"diff.suppressBlankEmpty=false", "diff.indentHeuristic=true",
	"diff.algorithm=default", "diff.orderFile=/dev/null",
	"diff.ignoreSubmodules=all",
	"core.whitespace=blank-at-eol,space-before-tab,blank-at-eof",
	"i18n.commitEncoding=UTF-8", "i18n.logOutputEncoding=UTF-8",
	"log.showSignature=false",
};

/*
 * Given to git in our own repositories only: a user's checkout follows the
 * user's configuration.
 */
static const char *const own_config[] = {
	"core.autocrlf=false", "core.safecrlf=false",
	"core.attributesFile=/dev/null",
};

static void make_env(const struct git *g, struct strlist *env)
{
	for (size_t i = 0; i < ARRAY_SIZE(unset); i++)
		sl_add(env, unset[i]);
	for (size_t i = 0; i < ARRAY_SIZE(set); i++)
		sl_add(env, set[i]);
	if (g->dir)
		sl_addf(env, "GIT_DIR=%s", g->dir);
	if (g->work)
		sl_addf(env, "GIT_WORK_TREE=%s", g->work);
	if (g->index)
		sl_addf(env, "GIT_INDEX_FILE=%s", g->index);
	/*
	 * A tree that lacks objects may name a program or a protocol for
	 * fetching them. No such program is run.
	 */
	sl_add(env, g->own ? "GIT_ALLOW_PROTOCOL=file" : "GIT_ALLOW_PROTOCOL=none");
	if (g->own) {
		sl_add(env, "GIT_CONFIG_NOSYSTEM=1");
		sl_add(env, "GIT_CONFIG_GLOBAL=/dev/null");
		sl_add(env, "GIT_ATTR_NOSYSTEM=1");
		/*
		 * A question of ssh on the terminal would stop ssh, as it does
		 * not run in the terminal's foreground.
		 */
		if (!getenv("GIT_SSH_COMMAND") && !getenv("GIT_SSH"))
			sl_add(env, "GIT_SSH_COMMAND=ssh -oBatchMode=yes");
	}
	sl_add_all(env, &g->env);
}

/* The exit status of git after a message "fatal: ...". */
#define GIT_FATAL 128

static const char *place_of(const struct git *g)
{
	return g->cwd ? g->cwd : g->dir ? g->dir : ".";
}

/* The first line of git's message that says what is wrong. */
static char *find_complaint(const char *err)
{
	const char *p = strstr(err, "fatal: ");

	if (!p)
		p = strstr(err, "error: ");
	p = p ? p + 7 : err;
	return str_fmt("%.*s", (int)strcspn(p, "\n"), p);
}

/* git does not always say that the disk is full. */
static bool is_out_of_space(const struct git *g)
{
	return space_is_out(place_of(g)) || space_is_out(g->dir);
}

static int no_space_left(const struct git *g, const char *command, int status,
			 const char *message)
{
	char *what __cleanup(str_free) = find_complaint(message);

	return fail(EXIT_NO_SPACE, ENOSPC, "no space left for git %s (%s): %s",
		    command, place_of(g), *what ? what : proc_status(status));
}

int git_try(const struct git *g, const char *in, size_t in_len,
	    struct strbuf *out, struct strbuf *err, const char *const args[])
{
	struct strbuf no_out __cleanup(sb_free) = STRBUF_INIT;
	struct strbuf no_err __cleanup(sb_free) = STRBUF_INIT;
	struct strlist argv __cleanup(sl_free) = { 0 };
	struct strlist env __cleanup(sl_free) = { 0 };
	struct proc p = {
		.cwd = g->cwd,
		.in = in,
		.in_len = in_len,
		.out = out ? out : &no_out,
		.err = err ? err : &no_err,
		.finish = g->finish,
	};
	size_t before = p.err->len;
	int ret;

	make_env(g, &env);
	p.env = env.v;
	sl_add(&argv, "git");
	for (size_t i = 0; i < ARRAY_SIZE(config); i++) {
		sl_add(&argv, "-c");
		sl_add(&argv, config[i]);
	}
	for (size_t i = 0; g->own && i < ARRAY_SIZE(own_config); i++) {
		sl_add(&argv, "-c");
		sl_add(&argv, own_config[i]);
	}
	for (const char *const *arg = args; *arg; arg++)
		sl_add(&argv, *arg);
	ret = tool_run((const char *const *)argv.v, &p);
	if (ret > 0 && (space_blamed(p.err->buf + before) ||
			(ret >= GIT_FATAL && is_out_of_space(g))))
		return no_space_left(g, args[0], ret, p.err->buf + before);
	return ret;
}

int git_failed(const struct git *g, const char *command, int status,
	       const char *message)
{
	char *what __cleanup(str_free) = find_complaint(message);

	if (space_blamed(message) || is_out_of_space(g))
		return no_space_left(g, command, status, message);
	return fail(EXIT_TOOL, EIO, "git %s failed in %s: %s", command, place_of(g),
		    *what ? what : proc_status(status));
}

int git_do(const struct git *g, const char *in, size_t in_len,
	   struct strbuf *out, const char *const args[])
{
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	int ret = git_try(g, in, in_len, out, &err, args);

	return ret > 0 ? git_failed(g, args[0], ret, err.buf) : ret;
}

int git_line(const struct git *g, char **out, const char *const args[])
{
	struct strbuf sb __cleanup(sb_free) = STRBUF_INIT;
	int err = git_do(g, NULL, 0, &sb, args);

	if (err)
		return err;
	if (sb.len && sb.buf[sb.len - 1] == '\n')
		sb.buf[--sb.len] = '\0';
	*out = sb_detach(&sb);
	return 0;
}

void git_quote(const char *path, struct strbuf *out)
{
	sb_addch(out, '"');
	for (const unsigned char *p = (const unsigned char *)path; *p; p++) {
		if (*p == '"' || *p == '\\')
			sb_addf(out, "\\%c", *p);
		else if (*p < ' ' || *p >= 0x7f)
			sb_addf(out, "\\%03o", *p);
		else
			sb_addch(out, *p);
	}
	sb_addch(out, '"');
}

int git_filters_off(struct git *g)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct strlist words __cleanup(sl_free) = { 0 };
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	size_t n = 0;
	int ret;

	ret = git_try(g, NULL, 0, &out, &err,
		      ARGS("config", "--show-scope", "-z", "--name-only",
			   "--get-regexp", "^filter\\."));
	/*
	 * Status 1 means that no filter is configured. After any other status
	 * there may be one.
	 */
	if (ret > 1)
		return git_failed(g, "config", ret, err.buf);
	if (!ret)
		sl_split_nul(&words, out.buf, out.len);
	for (size_t i = 0; i + 1 < words.n; i += 2) {
		const char *scope = words.v[i], *name = words.v[i + 1];
		const char *last = strrchr(name, '.');

		/* Filters of the user's own configuration, like git-lfs, stay on. */
		if (strcmp(scope, "local") && strcmp(scope, "worktree"))
			continue;
		sl_addf(&g->env, "GIT_CONFIG_KEY_%zu=%s", n, name);
		sl_addf(&g->env, "GIT_CONFIG_VALUE_%zu=%s", n++,
			!strcmp(last, ".required") ? "false" : "");
	}
	if (n)
		sl_addf(&g->env, "GIT_CONFIG_COUNT=%zu", n);
	return ret < 0 ? ret : 0;
}

void git_free(struct git *g)
{
	sl_free(&g->env);
}
