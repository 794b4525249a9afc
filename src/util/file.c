// SPDX-License-Identifier: GPL-2.0-only
#include "util/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "util/cleanup.h"
#include "util/strbuf.h"
#include "util/strlist.h"

static int write_all(int fd, const char *mem, size_t len)
{
	while (len) {
		ssize_t n = write(fd, mem, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		mem += n;
		len -= n;
	}
	return 0;
}

static int read_all(int fd, struct strbuf *out)
{
	for (;;) {
		ssize_t n;

		sb_reserve(out, 65536);
		n = read(fd, out->buf + out->len, 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			return 0;
		out->len += n;
		out->buf[out->len] = '\0';
	}
}

int read_file(const char *path, struct strbuf *out)
{
	struct stat st;
	int err;
	int fd;

	/* O_NONBLOCK: a FIFO in a hostile tree must not stop us. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0)
		err = -errno;
	else if (S_ISDIR(st.st_mode))
		err = -EISDIR;
	else if (!S_ISREG(st.st_mode))
		err = -EINVAL;
	else
		err = read_all(fd, out);
	close(fd);
	return err;
}

int write_file(const char *path, const void *mem, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	int err;

	if (fd < 0)
		return -errno;
	err = write_all(fd, mem, len);
	if (close(fd) < 0 && !err)
		err = -errno;
	return err;
}

/*
 * Create a new file next to @path, open as *@fd. mkostemp() would give the file
 * mode 0600; it has to have the mode that the umask allows.
 *
 * Return: its name, or NULL (errno is set).
 */
static char *create_beside(const char *path, int *fd)
{
	for (;;) {
		char *tmp __cleanup(str_free) = NULL;
		unsigned int number;

		if (getrandom(&number, sizeof(number), 0) < 0)
			return NULL;
		tmp = str_fmt("%s.%08x.tmp", path, number);
		*fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (*fd >= 0)
			return take_ptr(tmp);
		if (errno != EEXIST)
			return NULL;
	}
}

/* Not every file system can sync a directory (EINVAL). */
static int sync_dir_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir __cleanup(str_free) = slash ?
		str_fmt("%.*s", (int)(slash - path + 1), path) : str_dup(".");
	int fd __cleanup(fd_close) = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || !fsync(fd) || errno == EINVAL)
		return 0;
	return -errno;
}

int write_file_atomic(const char *path, const void *mem, size_t len)
{
	char *tmp __cleanup(str_free) = NULL;
	struct stat st;
	int err, fd;

	/* A device, a pipe or a link is written to, never replaced. */
	if (!lstat(path, &st) && !S_ISREG(st.st_mode))
		return write_file(path, mem, len);
	tmp = create_beside(path, &fd);
	if (!tmp)
		return -errno;
	err = write_all(fd, mem, len);
	if (!err && fsync(fd) < 0)
		err = -errno;
	if (close(fd) < 0 && !err)
		err = -errno;
	if (!err && rename(tmp, path) < 0)
		err = -errno;
	if (err) {
		unlink(tmp);
		return err;
	}
	return sync_dir_of(path);
}

int write_file_check(const char *path)
{
	char *tmp __cleanup(str_free) = NULL;
	struct stat st;
	int fd __cleanup(fd_close) = -1;

	if (!*path)
		return -ENOENT;
	if (is_dir(path))
		return -EISDIR;
	/* A pipe is not opened: its reader would see its end when it is closed. */
	if (!lstat(path, &st) && !S_ISREG(st.st_mode))
		return access(path, W_OK) < 0 && errno != ENOENT ? -errno : 0;
	tmp = create_beside(path, &fd);
	if (!tmp)
		return -errno;
	return unlink(tmp) < 0 ? -errno : 0;
}

int mkdir_p(const char *path, mode_t mode)
{
	char *copy __cleanup(str_free) = str_dup(path);
	int err = 0;

	for (char *p = copy + 1; !err; p++) {
		char c = *p;

		if (c && c != '/')
			continue;
		*p = '\0';
		if (mkdir(copy, mode) < 0 && errno != EEXIST)
			err = -errno;
		else if (!is_dir(copy))
			err = -ENOTDIR;
		*p = c;
		if (!c)
			break;
	}
	return err;
}

int mkdir_parents(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir __cleanup(str_free) = NULL;

	if (!slash || slash == path)
		return 0;
	dir = str_fmt("%.*s", (int)(slash - path), path);
	return mkdir_p(dir, 0777);
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path) < 0 ? -errno : 0;
}

int rm_rf(const char *path)
{
	int err = nftw(path, remove_one, 64, FTW_DEPTH | FTW_PHYS);

	if (err == -1)
		return errno == ENOENT ? 0 : -errno;
	return err;
}

int copy_file(const char *from, const char *to)
{
	struct strbuf sb __cleanup(sb_free) = STRBUF_INIT;
	struct stat st;
	int err = read_file(from, &sb);

	if (!err)
		err = write_file(to, sb.buf, sb.len);
	if (!err && (stat(from, &st) < 0 || chmod(to, st.st_mode & 0777) < 0))
		err = -errno;
	return err;
}

int list_dir(const char *path, struct strlist *out)
{
	DIR *dir = opendir(path);
	struct dirent *e;

	if (!dir)
		return -errno;
	while ((e = readdir(dir))) {
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			sl_add(out, e->d_name);
	}
	closedir(dir);
	sl_sort(out);
	return 0;
}

char *path_join(const char *a, const char *b)
{
	size_t len = strlen(a);

	return str_fmt("%s%s%s", a, len && a[len - 1] == '/' ? "" : "/", b);
}

bool exists(const char *path)
{
	struct stat st;

	return !stat(path, &st);
}

bool is_dir(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

int free_bytes(const char *path, uint64_t *out)
{
	struct statvfs vfs;

	if (statvfs(path, &vfs) < 0)
		return -errno;
	/* Free bytes are of no use without free inodes. */
	*out = vfs.f_files && vfs.f_favail < 16 ? 0 :
		(uint64_t)vfs.f_bavail * vfs.f_frsize;
	return 0;
}
