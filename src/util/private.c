// SPDX-License-Identifier: GPL-2.0-only
#include "util/private.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/cleanup.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"
#include "util/strlist.h"

#define ADVICE "set LAZYMMU_CACHE to a directory of your own"

static char *user_name(uid_t uid)
{
	const struct passwd *p = getpwuid(uid);

	return p ? str_dup(p->pw_name) : str_fmt("user %lu", (unsigned long)uid);
}

static int refuse_owner(const char *path, const char *name, uid_t owner)
{
	char *theirs __cleanup(str_free) = user_name(owner);
	char *ours __cleanup(str_free) = user_name(geteuid());

	return fail(EXIT_TOOL, EPERM,
		    "the %s %s belongs to %s, not to %s: " ADVICE,
		    name, path, theirs, ours);
}

/* Close the directory, which has mode @mode, to other users. */
static int close_dir(const char *path, const char *name, mode_t mode)
{
	struct strlist names __cleanup(sl_free) = { 0 };
	int err;

	if (chmod(path, mode & 0700) < 0)
		return fail(EXIT_TOOL, errno,
			    "the %s %s cannot be closed to others (%s): " ADVICE,
			    name, path, strerror(errno));
	/* From now on no other user can put anything into the directory. */
	err = mode & 022 ? list_dir(path, &names) : 0;
	if (err)
		return fail(EXIT_TOOL, -err, "the %s %s cannot be read: %s", name,
			    path, strerror(-err));
	if (!names.n)
		return 1;
	if (chmod(path, mode & 07777) < 0)
		note("the mode of %s cannot be changed back: %s", path, strerror(errno));
	return fail(EXIT_TOOL, EPERM,
		    "others can write to the %s %s, and may have done so: remove it, or " ADVICE,
		    name, path);
}

int private_dir(const char *path, const char *name)
{
	struct stat st;
	int err = 0;

	/* Mode 0700 is the same under every umask. */
	if (!mkdir(path, 0700))
		err = chmod(path, 0700) < 0 ? -errno : 0;
	else if (errno != EEXIST)
		err = -errno;
	if (!err && lstat(path, &st) < 0)
		err = -errno;
	if (!err && !S_ISDIR(st.st_mode))
		err = -ENOTDIR;
	if (err)
		return fail(EXIT_TOOL, -err,
			    "the %s %s cannot be made (%s): set LAZYMMU_CACHE to one that can",
			    name, path, strerror(-err));
	if (st.st_uid != geteuid())
		return refuse_owner(path, name, st.st_uid);
	return st.st_mode & 077 ? close_dir(path, name, st.st_mode) : 0;
}
