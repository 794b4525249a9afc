/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel source that is a tag of a git repository, in the cache. */
#ifndef LAZYMMU_CLONE_H
#define LAZYMMU_CLONE_H

/**
 * clone_tag - make sure that the cache has the kernel of a tag
 * @url: URL of the repository (https, http, ssh, git or file), or a local path
 * @tag: the tag, "v6.12.60"
 * @version: the version that the kernel must have, "6.12"; NULL: any
 * @path: set to the top of its git work tree, to be freed by the caller
 *
 * Only the commit of the tag is fetched, without its history. As tags do not
 * change, a tag that is in the cache is used without asking @url again. Two
 * processes at once wait for each other; an interrupted or failed run leaves
 * nothing.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int clone_tag(const char *url, const char *tag, const char *version, char **path);

#endif
