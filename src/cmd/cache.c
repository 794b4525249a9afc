// SPDX-License-Identifier: GPL-2.0-only
/* lazymmu cache: what the cache holds, and making room in it. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/status.h"
#include "host/proc.h"
#include "tree/untouched.h"
#include "util/array.h"
#include "util/cache.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/interrupt.h"
#include "util/paths.h"
#include "util/strbuf.h"
#include "util/table.h"

#define DAY (24 * 60 * 60)

/*
 * Entries that have not been used for this many days are removed at the end of
 * each command that adds to the cache. A kernel source that a newer one has
 * replaced is removed earlier: it is large, and can be found again only by its
 * path. Leftovers of former versions of the command are removed as early.
 */
#define KEEP_DAYS 60
#define KEEP_SUPERSEDED_DAYS 14

enum { OPT_PRUNE = 256, OPT_OLDER_THAN, OPT_MAX_SIZE };

/**
 * struct limits - which entries to remove
 * @days: remove entries that have not been used for this long; negative: no
 *	limit
 * @superseded_days: the same for entries that a newer one has replaced
 * @bytes: remove the entries that were used least recently until those that
 *	could be removed take no more than this
 * @dry_run: only print the entries
 */
struct limits {
	long days;
	long superseded_days;
	uint64_t bytes;
	bool dry_run;
};

struct arguments {
	bool prune;
	bool by_age;
	bool by_size;
	struct limits limits;
};

static const struct limits defaults = {
	.days = KEEP_DAYS,
	.superseded_days = KEEP_SUPERSEDED_DAYS,
	.bytes = UINT64_MAX,
};

static const struct argp_option options[] = {
	{ "prune", OPT_PRUNE, NULL, 0, "Remove entries; without a limit, those not used for 60 days", 0 },
	{ "older-than", OPT_OLDER_THAN, "DAYS", 0, "Remove entries not used for DAYS days", 0 },
	{ "max-size", OPT_MAX_SIZE, "SIZE", 0, "Remove the entries used least recently, until the rest takes no more than SIZE (500M, 20G); entries that must stay do not count", 0 },
	{ "dry-run", 'n', NULL, 0, "Only print what --prune would remove", 0 },
	{ 0 },
};

static bool parse_days(const char *arg, long *days)
{
	char *end;

	errno = 0;
	*days = strtol(arg, &end, 10);
	return *arg >= '0' && *arg <= '9' && !*end && !errno && *days <= 36500;
}

static bool parse_size(const char *arg, uint64_t *bytes)
{
	static const char units[] = "KMGT";
	const char *unit;
	char *end;
	double n = strtod(arg, &end);
	int shift = 0;

	if (*arg < '0' || *arg > '9')
		return false;
	if (*end) {
		unit = strchr(units, *end);
		if (!unit || end[1])
			return false;
		shift = 10 * (unit - units + 1);
	}
	n *= (double)(1ULL << shift);
	*bytes = n;
	return n < 1e18;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case OPT_PRUNE:
		a->prune = true;
		return 0;
	case OPT_OLDER_THAN:
		if (!parse_days(arg, &a->limits.days))
			argp_error(state, "'%s' is not a number of days", arg);
		a->limits.superseded_days = a->limits.days;
		a->by_age = true;
		return 0;
	case OPT_MAX_SIZE:
		if (!parse_size(arg, &a->limits.bytes))
			argp_error(state, "'%s' is not a size: give one like 500M or 20G", arg);
		a->by_size = true;
		return 0;
	case 'n':
		a->limits.dry_run = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s': no argument is expected", arg);
		return 0;
	case ARGP_KEY_END:
		if (!a->prune && (a->by_age || a->by_size || a->limits.dry_run))
			argp_error(state, "--older-than, --max-size and -n need --prune");
		if (a->by_size && !a->by_age)
			a->limits.days = a->limits.superseded_days = -1;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

STATUS_HELP(EXIT_NO_SPACE, EXIT_INTERRUPTED)

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "List what the cache holds, with its size and the days since it was last used, or remove some of it.\v"
	       "Everything in the cache can be made again. What a running lazymmu uses is not removed, and neither is a kernel "
	       "source in which somebody has worked. The commands that add to the cache remove at their end what nobody has used "
	       "for 60 days, and kernel sources that a newer one has replaced, and leftovers of former versions, after 14.",
	.help_filter = status_help,
};

static void format_size(uint64_t bytes, char text[16])
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
	double n = bytes / 1024.0;
	size_t i = 0;

	for (; n >= 999.5 && i + 1 < ARRAY_SIZE(units); i++)
		n /= 1024;
	snprintf(text, 16, n < 9.95 && i ? "%.1f %s" : "%.0f %s", n, units[i]);
}

static long age_of(const struct cache_entry *e)
{
	time_t age = time(NULL) - e->used;

	return age > 0 ? age / DAY : 0;
}

static bool is_log(const struct cache_entry *e)
{
	return !strncmp(e->name, "logs/", strlen("logs/"));
}

static void add_row(struct table *t, const struct cache_entry *e)
{
	char *age __cleanup(str_free) =
		str_fmt("%ld day%s", age_of(e), age_of(e) == 1 ? "" : "s");
	char size[16];

	format_size(e->bytes, size);
	table_row(t, ARGS(e->kind, e->name, size, age,
			  e->in_use ? "in use" : e->superseded ? "replaced" : ""));
}

/* One row for all logs, as there are many; @last is the log that was used last. */
static void add_logs(struct table *t, const struct cache_list *list,
		     const struct cache_entry *last)
{
	struct cache_entry all = { .name = (char[]){ "logs" }, .used = last->used };
	char *kind __cleanup(str_free) = NULL;
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		if (!is_log(&list->v[i]))
			continue;
		n++;
		all.bytes += list->v[i].bytes;
		all.in_use |= list->v[i].in_use;
	}
	all.kind = kind = str_fmt("%zu log%s", n, n == 1 ? "" : "s");
	add_row(t, &all);
}

static void print_list(const struct cache_list *list)
{
	struct table t __cleanup(table_free) = TABLE("llrrl");
	bool logs_added = false;
	char size[16];

	table_row(&t, ARGS("kind", "name", "size", "unused", ""));
	for (size_t i = list->n; i--;) {
		const struct cache_entry *e = &list->v[i];

		if (!is_log(e)) {
			add_row(&t, e);
		} else if (!logs_added) {
			add_logs(&t, list, e);
			logs_added = true;
		}
	}
	if (list->n)
		table_print(&t, "", stdout);
	format_size(list->bytes, size);
	printf("%s in %s\n", size, cache_dir());
}

static bool is_unwanted(const struct limits *l, const struct cache_entry *e,
			uint64_t left)
{
	long days = e->superseded ? l->superseded_days : l->days;

	return left > l->bytes || (days >= 0 && time(NULL) - e->used >= days * DAY);
}

/*
 * Does the entry hold the user's own work? Work in a fetched kernel must not be
 * lost, so an error counts as yes.
 */
static int is_precious(const struct cache_entry *e)
{
	struct failure f;
	int ret;

	if (strncmp(e->name, "kernels/", strlen("kernels/")))
		return 0;
	ret = untouched_kernel(e->path);
	if (ret == -EINTR)
		return ret;
	if (ret > 0)
		return 0;
	if (fail_take(&f))
		note("%s is not removed: %s", e->name, f.message);
	else
		note("%s is not removed: somebody has worked in it", e->name);
	failure_free(&f);
	return 1;
}

/* Remove @e. Return: 1 if it was removed, 0 if not, or a negative errno value. */
static int remove_entry(const struct limits *l, const struct cache_entry *e)
{
	int ret = interrupt_came() ? fail(EXIT_INTERRUPTED, EINTR, "interrupted") :
		  is_precious(e);

	if (ret)
		return ret < 0 ? ret : 0;
	if (l->dry_run)
		return !e->in_use;
	ret = cache_remove(e);
	return ret < 0 ? ret : ret == CACHE_REMOVED;
}

/**
 * struct pruned - the entries that were removed
 * @n: number of entries
 * @bytes: their size, as far as known
 * @staying: size of the entries that must stay, if there is a limit for the size
 */
struct pruned {
	size_t n;
	uint64_t bytes;
	uint64_t staying;
};

/*
 * Find the entries that must stay: to remove others in their place would not
 * bring the cache below the limit. Kernel sources are looked into only if the
 * limit requires it, as this takes seconds.
 */
static int find_staying(const struct limits *l, const struct cache_list *list,
			bool *stays, struct pruned *p)
{
	for (size_t i = 0; i < list->n; i++) {
		stays[i] = list->v[i].in_use;
		if (stays[i])
			p->staying += list->v[i].bytes;
	}
	for (size_t i = 0; i < list->n && list->bytes - p->staying > l->bytes; i++) {
		int ret = stays[i] ? 0 : is_precious(&list->v[i]);

		if (ret < 0)
			return ret;
		stays[i] |= ret;
		if (ret)
			p->staying += list->v[i].bytes;
	}
	return 0;
}

static void free_stays(bool **stays)
{
	free(*stays);
}

/* @told: called for each entry that is removed */
static int prune(const struct limits *l, const struct cache_list *list,
		 void (*told)(const struct limits *l, const struct cache_entry *e),
		 struct pruned *p)
{
	bool *stays __cleanup(free_stays) = calloc(list->n + 1, sizeof(*stays));
	int err;

	if (!stays)
		oom();
	err = l->bytes == UINT64_MAX ? 0 : find_staying(l, list, stays, p);
	if (err)
		return err;
	for (size_t i = 0; i < list->n; i++) {
		const struct cache_entry *e = &list->v[i];
		int ret;

		if (stays[i] || !is_unwanted(l, e, list->bytes - p->staying - p->bytes))
			continue;
		ret = remove_entry(l, e);
		if (ret < 0)
			return ret;
		if (!ret)
			continue;
		p->n++;
		p->bytes += e->bytes;
		told(l, e);
	}
	return 0;
}

static void print_removed(const struct limits *l, const struct cache_entry *e)
{
	char size[16];

	format_size(e->bytes, size);
	printf("%s %s (%s, unused for %ld days)\n",
	       l->dry_run ? "would remove" : "removed", e->name, size, age_of(e));
}

static void note_removed(const struct limits *l, const struct cache_entry *e)
{
	(void)l;
	note("cache: removed %s, which nobody used for %ld days", e->name, age_of(e));
}

int cmd_cache(int argc, char **argv)
{
	struct cache_list list __cleanup(cache_list_free) = { 0 };
	struct arguments a = { .limits = defaults };
	struct pruned p = { 0 };
	char size[16];
	int err;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	err = cache_list(&list, true);
	if (err)
		return err;
	if (!a.prune) {
		print_list(&list);
		return 0;
	}
	err = prune(&a.limits, &list, print_removed, &p);
	format_size(p.bytes, size);
	printf("%s %zu of %zu entries, %s\n", a.limits.dry_run ? "would remove" : "removed",
	       p.n, list.n, size);
	if (p.staying) {
		format_size(p.staying, size);
		printf("%s are in use or have been worked in, and stay\n", size);
	}
	return err;
}

void cmd_cache_tidy(void)
{
	struct cache_list list __cleanup(cache_list_free) = { 0 };
	struct pruned p = { 0 };
	struct failure f;

	if (!cache_list(&list, false) && !prune(&defaults, &list, note_removed, &p))
		return;
	fail_take(&f);
	note("cache: old entries cannot be removed now: %s", f.message);
	failure_free(&f);
}
