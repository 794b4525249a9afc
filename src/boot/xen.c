// SPDX-License-Identifier: GPL-2.0-only
#include "boot/xen.h"

#include <errno.h>
#include <string.h>

#include "host/apt.h"
#include "host/proc.h"
#include "host/space.h"
#include "host/tools.h"
#include "util/array.h"
#include "util/cache.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/lock.h"
#include "util/paths.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/* Disk space for the package and its unpacked files. */
#define SPACE_NEEDED (64ULL << 20)

/* The hypervisor, in the directory of its version. */
#define ELF_NAME "xen.elf"

/* Programs, besides those of apt, that unpack the hypervisor. */
static const char *const programs[] = { "gzip", NULL };

/* Find the one compressed hypervisor, boot/xen-VERSION-amd64.gz. */
static int find_image(const struct apt *a, const char *package, char **path)
{
	static const char begin[] = "xen-", end[] = "-amd64.gz";
	char *boot __cleanup(str_free) = path_join(package, "boot");
	struct strlist names __cleanup(sl_free) = { 0 };

	/* If boot/ cannot be read, the image is missing, which is reported below. */
	(void)list_dir(boot, &names);
	for (size_t i = 0; i < names.n; i++) {
		const char *name = names.v[i];
		size_t len = strlen(name);

		if (len < sizeof(begin) + sizeof(end) ||
		    strncmp(name, begin, strlen(begin)) ||
		    strcmp(name + len - strlen(end), end))
			continue;
		*path = path_join(boot, name);
		return 0;
	}
	return fail(EXIT_FETCH, ENOENT, "the package %s %s holds no boot/xen-*-amd64.gz",
		    a->name, a->version);
}

static int uncompress(const struct apt *a, const char *gz, struct strbuf *elf)
{
	struct strbuf err __cleanup(sb_free) = STRBUF_INIT;
	int ret = tool_run(ARGS("gzip", "-dc", gz),
			   &(struct proc){ .out = elf, .err = &err });

	if (ret > 0)
		return fail(EXIT_FETCH, EIO, "gzip cannot unpack %s (%s): %.*s", gz,
			    proc_status(ret), (int)strcspn(err.buf, "\n"), err.buf);
	if (!ret && (elf->len < 4 || memcmp(elf->buf, "\177ELF", 4)))
		return fail(EXIT_FETCH, EINVAL,
			    "the hypervisor of the package %s %s is not an ELF file",
			    a->name, a->version);
	return ret;
}

/* Unpack the hypervisor from the downloaded package. */
static int unpack_hypervisor(const struct apt *a)
{
	char *package __cleanup(str_free) = path_join(a->scratch.path, "package");
	char *dir __cleanup(str_free) = path_join(a->scratch.path, "xen");
	char *path __cleanup(str_free) = path_join(dir, ELF_NAME);
	char *gz __cleanup(str_free) = NULL;
	struct strbuf elf __cleanup(sb_free) = STRBUF_INIT;
	int err = apt_unpack(a, package);

	if (!err)
		err = find_image(a, package, &gz);
	if (!err)
		err = uncompress(a, gz, &elf);
	if (err)
		return err;
	err = mkdir_p(dir, 0777);
	if (!err)
		err = write_file(path, elf.buf, elf.len);
	if (err)
		return fail(EXIT_TOOL, -err, "%s cannot be written: %s", path,
			    strerror(-err));
	return apt_keep(a, dir);
}

int xen_hypervisor(char **path, char **version)
{
	const char *cache = cache_dir();
	char *top __cleanup(str_free) = NULL, *lock_path __cleanup(str_free) = NULL;
	char *dir __cleanup(str_free) = NULL;
	int lock __cleanup(fd_close) = -1;
	struct apt a = {
		.pattern = "^xen-hypervisor-[0-9.]*-amd64$",
		.what = "a hypervisor",
		.bytes = SPACE_NEEDED,
		.programs = programs,
		.lazy = true,
	};
	int ret;

	*path = *version = NULL;
	if (!cache)
		return -ENOENT;
	a.top = top = path_join(cache, "xen");
	lock_path = path_join(top, ".lock");
	lock = lock_take(lock_path, "fetches the hypervisor");
	if (lock < 0)
		return lock;
	ret = apt_newest(&a);
	if (ret > 0)
		ret = unpack_hypervisor(&a);
	if (!ret) {
		dir = apt_path(&a);
		*path = path_join(dir, ELF_NAME);
		*version = take_ptr(a.version);
		ret = cache_use(dir);
	}
	apt_free(&a);
	return ret;
}
