/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which tests have been seen to fail? A test that passes on the kernel that is
 * not broken, and fails in no variant, may be unable to fail.
 */
#ifndef LAZYMMU_SEEN_H
#define LAZYMMU_SEEN_H

#include <jansson.h>

#include "util/strlist.h"

/**
 * struct seen - the tests of all runs; zeroed before the first one
 * @passed: tests that passed, each as often as it did
 * @failed: tests that failed
 */
struct seen {
	struct strlist passed;
	struct strlist failed;
};

/** seen_add - add the tests of @run, which 'lazymmu test --json' has written */
void seen_add(struct seen *s, const json_t *run);

/**
 * seen_never_failed - the tests that passed and never failed
 * @out: the tests are added, sorted, each once
 */
void seen_never_failed(struct seen *s, struct strlist *out);

/** seen_free - release what is in @s */
void seen_free(struct seen *s);

#endif
