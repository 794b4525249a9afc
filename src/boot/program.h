/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A program of the kernel's own tree that the guest runs, for instance one of its
 * selftests. Its source is read from the tree that is tested, so that nothing of
 * Linux's text has to be kept here.
 */
#ifndef LAZYMMU_PROGRAM_H
#define LAZYMMU_PROGRAM_H

#include "tree/kernel.h"
#include "util/sha256.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/**
 * struct program - the source of a program
 * @names: paths in the tree: the source, and the headers that it includes
 * @texts: the contents of these files
 */
struct program {
	struct strlist names;
	struct strlist texts;
};

/**
 * program_read - read the source from a kernel's tree
 * @k: the kernel
 * @files: the paths, with spaces between them; "" for no program
 * @p: filled in; to be released with program_free()
 * @d: names and contents are added
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int program_read(const struct kernel *k, const char *files, struct program *p,
		 struct sha256 *d);

/**
 * program_compile - compile the program
 * @p: the source
 * @cc: the compiler
 * @out: the program is appended
 *
 * Return: 0, or a negative errno value with the failure recorded.
 */
int program_compile(const struct program *p, const char *cc, struct strbuf *out);

/** program_free - release what is in @p */
void program_free(struct program *p);

#endif
