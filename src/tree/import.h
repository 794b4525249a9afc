/* SPDX-License-Identifier: GPL-2.0-only */
/* Making a git repository of a Debian package that holds a kernel source. */
#ifndef LAZYMMU_IMPORT_H
#define LAZYMMU_IMPORT_H

struct apt;

/** IMPORT_SPACE - disk space that this takes: package, tarball, sources, objects */
#define IMPORT_SPACE (3500ULL << 20)

/** import_programs - the programs that this takes, besides those of apt */
extern const char *const import_programs[];

/**
 * import_keep - unpack the package that was downloaded, and keep its source in the
 * cache as a git repository with one commit, on the branch main
 *
 * The commit's id depends on the package alone.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int import_keep(const struct apt *a);

/**
 * import_keep_bare - import_keep() as a bare repository, without a work tree
 * @like: a repository with a similar source, or NULL. Objects that both have are
 *	the same files on the disk; each repository can be removed without the other
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int import_keep_bare(const struct apt *a, const char *like);

#endif
