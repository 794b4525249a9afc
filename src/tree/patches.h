/* SPDX-License-Identifier: GPL-2.0-only */
/* The series as patches, in the form that a person, a tool or a package wants. */
#ifndef LAZYMMU_PATCHES_H
#define LAZYMMU_PATCHES_H

#include <stdbool.h>
#include <stddef.h>

#include "tree/identity.h"
#include "tree/kernel.h"
#include "tree/work.h"
#include "util/strlist.h"

struct strbuf;

/**
 * enum patch_format - what is written
 * @PATCHES_MAIL: one mail for each patch, and the cover letter as the first: for
 *	git send-email
 * @PATCHES_MBOX: all patches in one mailbox
 * @PATCHES_QUILT: patches and a series file
 * @PATCHES_DEBIAN: patches with the fields of DEP-3, and the lines for
 *	debian/patches/series
 *
 * All but the first are kept by somebody who packages a kernel, so they depend on
 * nothing but the tree and the committer: two runs write the same bytes.
 */
enum patch_format { PATCHES_MAIL, PATCHES_MBOX, PATCHES_QUILT, PATCHES_DEBIAN };

/* The names of the formats, for options and messages. */
#define PATCHES_FORMATS "mail, mbox, quilt or debian"

/* The mailbox of PATCHES_MBOX. */
#define PATCHES_MBOX_NAME "lazymmu.mbox"

/* The cover letter, in all formats but PATCHES_MAIL. */
#define PATCHES_COVER_NAME "README"

/* The file of quilt that lists the patches. */
#define PATCHES_SERIES_NAME "series"

/**
 * struct patches - what was written
 * @n: number of patches
 * @cover: the name of the cover letter
 * @files: the names of the files with the patches, in order
 */
struct patches {
	size_t n;
	const char *cover;
	struct strlist files;
};

/**
 * patches_format - look a format up by its name
 *
 * Return: false if there is no such format.
 */
bool patches_format(const char *name, enum patch_format *format);

/**
 * patches_identity - who signs the patches, and their date
 * @k: the tree
 * @format: the date is that of @k's commit, except for PATCHES_MAIL: now
 * @who: to be released with identity_free(), also after a failure
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int patches_identity(const struct kernel *k, enum patch_format format,
		     struct identity *who);

/**
 * patches_write - write the patches and the cover letter, but no series file
 * @k: the tree
 * @w: the work, with all steps applied
 * @who: the committer
 * @format: the form
 * @dir: an empty directory
 * @p: zeroed; to be released with patches_free(), also after a failure
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int patches_write(const struct kernel *k, const struct work *w,
		  const struct identity *who, enum patch_format format,
		  const char *dir, struct patches *p);

/**
 * patches_series - append the lines for a series file to @out
 * @k: the tree that the patches are for
 * @p: the patches
 * @under: the directory of the patches, seen from that of the series file, with
 *	a slash at its end; "": the same
 */
void patches_series(const struct kernel *k, const struct patches *p,
		    const char *under, struct strbuf *out);

/**
 * patches_not_written - record that a file of the output cannot be written
 * @err: negative errno value
 *
 * Return: @err.
 */
int patches_not_written(const char *file, int err);

/** patches_free - release what is in @p; it is empty afterwards */
void patches_free(struct patches *p);

#endif
