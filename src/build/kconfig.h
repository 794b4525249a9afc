/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Configuration fragments: the symbols that are wanted, and the check that each
 * was set. Kconfig silently drops a symbol whose dependencies are not met.
 */
#ifndef LAZYMMU_KCONFIG_H
#define LAZYMMU_KCONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strbuf.h"
#include "util/strlist.h"

/**
 * struct kconfig_want - one line of a fragment
 * @symbol: name of the symbol, with CONFIG_
 * @value: "y", "n", a number or a string with its quotes
 * @optional: the line is marked "# optional"
 * @file: the fragment
 * @line: line number in the fragment, from 1
 */
struct kconfig_want {
	char *symbol;
	char *value;
	bool optional;
	char *file;
	int line;
};

/**
 * struct kconfig - the symbols that are wanted; of two values for a symbol the
 * later one counts
 * @v: the symbols
 * @n: number of symbols
 * @cap: private
 */
struct kconfig {
	struct kconfig_want *v;
	size_t n;
	size_t cap;
};

/**
 * kconfig_add_text - add a fragment
 * @file: name of the fragment, for messages
 * @text: content of the fragment
 *
 * Return: 0, or -EINVAL with the failure recorded.
 */
int kconfig_add_text(struct kconfig *kc, const char *file, const char *text);

/**
 * kconfig_add_file - add a fragment
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int kconfig_add_file(struct kconfig *kc, const char *path);

/** kconfig_print - append the symbols to @out, in the format of .config */
void kconfig_print(const struct kconfig *kc, struct strbuf *out);

/**
 * kconfig_check - compare the symbols that are wanted with a configuration
 * @kc: the symbols
 * @config: content of .config
 * @missing: a line is appended for every symbol that has another value
 * @optional: the same for optional symbols
 */
void kconfig_check(const struct kconfig *kc, const char *config,
		   struct strlist *missing, struct strlist *optional);

/** kconfig_free - release what is in @kc */
void kconfig_free(struct kconfig *kc);

#endif
