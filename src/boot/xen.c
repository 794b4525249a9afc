// SPDX-License-Identifier: GPL-2.0-only
/* The Xen hypervisor, from Debian's package, into the cache. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/machine.h"
#include "host/proc.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/paths.h"
#include "util/strbuf.h"

static int tool(const char *const argv[], const char *cwd, struct strbuf *out)
{
	char *const env[] = { "LC_ALL=C", NULL };
	struct strbuf err;
	int ret;

	sb_init(&err);
	ret = proc_run(argv, &(struct proc){ .cwd = cwd, .env = env, .out = out,
					     .err = &err });
	if (ret == -ENOENT) {
		ret = fail(EXIT_MISSING_TOOL, ENOENT, "'%s' is missing", argv[0]);
	} else if (ret && ret != -EINTR) {
		sb_rtrim(&err);
		ret = fail(EXIT_FETCH, EIO, "%s %s: %s%s%s", argv[0], argv[1],
			   proc_status(ret), err.len ? ": " : "", err.buf);
	}
	sb_free(&err);
	return ret;
}

/* The version is in the name: "xen-hypervisor-4.17-amd64"; the last one. */
static int find_package(char **package)
{
	const char *const argv[] = {
		"apt-cache", "search", "--names-only",
		"^xen-hypervisor-[0-9.]*-amd64$", NULL
	};
	struct strlist lines = { 0 };
	struct strbuf out;
	int ret;

	sb_init(&out);
	ret = tool(argv, NULL, &out);
	sl_split(&lines, out.buf, "\n");
	sl_sort(&lines);
	if (!ret && !lines.n)
		ret = fail(EXIT_FETCH, ENOENT,
			   "apt knows no xen-hypervisor-*-amd64 package; 'apt-get update' may help");
	if (!ret) {
		const char *last = lines.v[lines.n - 1];

		*package = str_fmt("%.*s", (int)strcspn(last, " "), last);
	}
	sl_free(&lines);
	sb_free(&out);
	return ret;
}

/* The path of the one file in @dir whose name begins and ends like this. */
static char *file_in(const char *dir, const char *begin, const char *end)
{
	struct strlist names = { 0 };
	char *found = NULL;

	if (list_dir(dir, &names))
		return NULL;
	for (size_t i = 0; !found && i < names.n; i++) {
		const char *n = names.v[i];

		if (strlen(n) > strlen(end) && !strncmp(n, begin, strlen(begin)) &&
		    !strcmp(n + strlen(n) - strlen(end), end))
			found = path_join(dir, n);
	}
	sl_free(&names);
	return found;
}

static int unpack(const char *dir, struct strbuf *elf)
{
	char *deb = file_in(dir, "xen-hypervisor-", ".deb");
	char *boot = path_join(dir, "boot"), *gz = NULL;
	int ret = deb ? 0 : fail(EXIT_FETCH, ENOENT, "apt-get left no package");

	if (!ret)
		ret = tool((const char *const[]){ "dpkg-deb", "-x", deb, ".", NULL },
			   dir, NULL);
	if (!ret) {
		gz = file_in(boot, "xen-", "-amd64.gz");
		if (!gz)
			ret = fail(EXIT_FETCH, ENOENT,
				   "%s holds no boot/xen-*-amd64.gz", deb);
	}
	if (!ret)
		ret = tool((const char *const[]){ "gzip", "-dc", gz, NULL }, dir,
			   elf);
	free(deb);
	free(boot);
	free(gz);
	return ret;
}

static int get(const char *dir, const char *path)
{
	char *package = NULL;
	struct strbuf elf, said;
	int ret;

	sb_init(&elf);
	sb_init(&said);
	ret = find_package(&package);
	if (!ret) {
		note("Getting %s", package);
		rm_rf(dir);
		ret = mkdir_p(dir, 0777);
		if (ret)
			fail(EXIT_TOOL, -ret, "%s: %s", dir, strerror(-ret));
	}
	if (!ret)
		ret = tool((const char *const[]){ "apt-get", "-q", "download",
						  package, NULL }, dir, &said);
	if (!ret)
		ret = unpack(dir, &elf);
	if (!ret && (elf.len < 4 || memcmp(elf.buf, "\177ELF", 4)))
		ret = fail(EXIT_FETCH, EINVAL, "the hypervisor of %s is no ELF file",
			   package);
	if (!ret) {
		ret = write_file_atomic(path, elf.buf, elf.len);
		if (ret)
			fail(EXIT_TOOL, -ret, "%s: %s", path, strerror(-ret));
	}
	rm_rf(dir);
	sb_free(&elf);
	sb_free(&said);
	free(package);
	return ret;
}

int xen_hypervisor(char **path)
{
	char *lock_path, *dir;
	int fd, ret = 0;

	if (!cache_dir())
		return -ENOENT;
	*path = path_join(cache_dir(), "xen-hypervisor.elf");
	lock_path = path_join(cache_dir(), "xen-hypervisor.lock");
	dir = path_join(cache_dir(), "xen-hypervisor.tmp");
	fd = lock_take(lock_path, "fetches the hypervisor");
	if (fd < 0)
		ret = fd;
	else if (!exists(*path))
		ret = get(dir, *path);
	if (fd >= 0)
		close(fd);
	if (ret) {
		free(*path);
		*path = NULL;
	}
	free(lock_path);
	free(dir);
	return ret;
}
