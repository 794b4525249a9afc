/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The allow-list for consoles, targets/benign.list: lines that look bad and are
 * harmless.
 */
#ifndef LAZYMMU_BENIGN_H
#define LAZYMMU_BENIGN_H

#include <stdbool.h>
#include <stddef.h>

struct regex;

/**
 * struct benign - lines that look bad and are harmless
 * @re: matches these lines
 * @because: why the lines are harmless
 */
struct benign {
	struct regex *re;
	char *because;
};

/**
 * struct benign_list - an allow-list
 * @v: its entries
 * @n: their number
 * @cap: number of entries there is room for
 *
 * A zeroed struct is an empty list.
 */
struct benign_list {
	struct benign *v;
	size_t n;
	size_t cap;
};

/**
 * benign_add - add an entry
 * @pattern: PCRE2
 * @because: the reason
 * @why: set to what is wrong with the pattern, to be freed by the caller
 *
 * Return: 0 or -EINVAL; no failure is recorded.
 */
int benign_add(struct benign_list *list, const char *pattern,
	       const char *because, char **why);

/**
 * benign_load - read an allow-list
 * @dir: the directory that holds benign.list; NULL: targets/ of the program's
 *	 home
 * @version: the version of the kernel that is booted, and ...
 * @target: ... the machine: lines that are only harmless elsewhere are left out.
 *	 NULL: all lines are left out that are not harmless everywhere
 * @list: released with benign_free(); empty if reading it failed
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int benign_load(const char *dir, const char *version, const char *target,
		struct benign_list *list);

/**
 * benign_check - read the allow-list of the program's home, for its mistakes
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int benign_check(void);

/**
 * benign_has - is @line on the list?
 * @list: the allow-list; NULL counts as an empty one
 * @line: without time stamp (see console_text())
 *
 * If PCRE2 gives up on a pattern, that pattern excuses nothing. Records no
 * failure.
 */
bool benign_has(const struct benign_list *list, const char *line);

/** benign_free - release the list; it is empty afterwards */
void benign_free(struct benign_list *list);

#endif
