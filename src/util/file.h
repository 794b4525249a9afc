/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files and directories. These functions return a negative errno value and
 * record no failure, because only the caller knows what the file is to the
 * user.
 */
#ifndef LAZYMMU_FILE_H
#define LAZYMMU_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct strbuf;
struct strlist;

/**
 * read_file - append the content of the regular file @path to @out
 *
 * Return: 0 or a negative errno value.
 */
int read_file(const char *path, struct strbuf *out);

/**
 * write_file - write @len bytes to @path (created with mode 0666 & ~umask)
 *
 * Return: 0 or a negative errno value.
 */
int write_file(const char *path, const void *mem, size_t len);

/**
 * write_file_atomic - like write_file(), but @path has the old or the new
 * content at any time, never a part
 *
 * This holds even if the process is killed or the machine loses power. A path
 * that is not a regular file, such as /dev/null or a symbolic link, is written
 * in place.
 *
 * Return: 0 or a negative errno value.
 */
int write_file_atomic(const char *path, const void *mem, size_t len);

/**
 * write_file_check - could write_file_atomic() write @path now?
 *
 * The content of @path stays as it is, and no new file is left.
 *
 * Return: 0 or a negative errno value.
 */
int write_file_check(const char *path);

/**
 * mkdir_p - make the directory @path and its parents with @mode
 *
 * Return: 0 (also if it existed) or a negative errno value.
 */
int mkdir_p(const char *path, mode_t mode);

/**
 * mkdir_parents - make the directory that holds @path
 *
 * Return: 0 or a negative errno value.
 */
int mkdir_parents(const char *path);

/**
 * rm_rf - remove @path and everything below; symbolic links are not followed
 *
 * Return: 0 (also if nothing was there) or a negative errno value.
 */
int rm_rf(const char *path);

/**
 * copy_file - copy content and permission bits of @from to @to
 *
 * Return: 0 or a negative errno value.
 */
int copy_file(const char *from, const char *to);

/**
 * list_dir - append the sorted names in @path to @out, without "." and ".."
 *
 * Return: 0 or a negative errno value.
 */
int list_dir(const char *path, struct strlist *out);

/**
 * path_join - "@a/@b"
 *
 * Return: the path, to be freed by the caller.
 */
char *path_join(const char *a, const char *b);

/** exists - is there anything at @path (following symbolic links)? */
bool exists(const char *path);

/** is_dir - is @path a directory (following symbolic links)? */
bool is_dir(const char *path);

/**
 * free_bytes - space left for us on the file system of @path
 *
 * Return: 0 or a negative errno value.
 */
int free_bytes(const char *path, uint64_t *out);

#endif
