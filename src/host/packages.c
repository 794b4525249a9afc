// SPDX-License-Identifier: GPL-2.0-only
#include "host/packages.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host/proc.h"
#include "host/tools.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "util/strlist.h"

/* Seconds to wait for another program that installs packages. */
#define LOCK_SECONDS 600

/* Does sudo need no password? Returns 1, 0, or a negative value (interrupted). */
static int sudo_works(void)
{
	struct strbuf out __cleanup(sb_free) = STRBUF_INIT;
	struct proc p = { .out = &out, .merge_err = true, .timeout_s = 20 };
	int ret = proc_run(ARGS("sudo", "-n", "true"), &p);

	return ret == -EINTR ? ret : ret == 0;
}

/* Show apt-get's output, and remember whether a lock stopped apt-get. */
static int show_line(void *arg, const char *line, size_t len, bool is_err)
{
	bool *locked = arg;

	(void)len;
	(void)is_err;
	if (!strncmp(line, "E: Could not get lock", 21))
		*locked = true;
	note("%s", line);
	return 0;
}

/*
 * Run apt-get as root. apt-get itself waits for the lock of dpkg. If another
 * lock is taken, such as that of the package lists, apt-get gives up at once
 * and is started again here. @whole: as in struct proc.
 */
static int apt_get_as_root(bool sudo, bool whole, const struct strlist *args)
{
	const struct timespec nap = { 2, 0 };
	struct strlist argv __cleanup(sl_free) = { 0 };
	bool locked = false;
	struct proc p = { .line = show_line, .arg = &locked, .whole = whole };
	int ret;

	/*
	 * sudo does not pass our environment on, so env(1) sets the variables
	 * after sudo.
	 */
	sl_split(&argv, sudo ? "sudo -n" : "", " ");
	sl_split(&argv, "env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get", " ");
	sl_add_all(&argv, args);
	sl_addf(&argv, "-oDPkg::Lock::Timeout=%d", LOCK_SECONDS);
	for (int waited = 0; ; waited += nap.tv_sec) {
		locked = false;
		ret = tool_run((const char *const *)argv.v, &p);
		if (ret <= 0 || !locked || waited >= LOCK_SECONDS)
			return ret;
		if (!waited)
			note("waiting for another program that installs packages");
		nanosleep(&nap, NULL);
	}
}

int packages_install(const struct strlist *packages)
{
	struct strlist update __cleanup(sl_free) = { 0 };
	struct strlist install __cleanup(sl_free) = { 0 };
	struct strbuf names __cleanup(sb_free) = STRBUF_INIT;
	bool sudo = geteuid() != 0;
	int ret;

	sl_split(&update, "update -q", " ");
	sl_split(&install, "install -q -y --no-install-recommends", " ");
	sl_add_all(&install, packages);
	for (size_t i = 0; i < packages->n; i++)
		sb_addf(&names, " %s", packages->v[i]);
	ret = sudo ? sudo_works() : 1;
	if (ret < 0)
		return ret;
	if (!ret)
		return fail(EXIT_MISSING_TOOL, EPERM,
			    "installing needs root: run 'sudo apt-get update && sudo apt-get install -y --no-install-recommends%s'",
			    names.buf);
	note("installing:%s", names.buf);
	ret = apt_get_as_root(sudo, false, &update);
	if (ret < 0)
		return ret;
	if (ret)
		note("apt-get update failed (%s); trying with the old package lists",
		     proc_status(ret));
	/* dpkg leaves packages half installed if it is interrupted. */
	ret = apt_get_as_root(sudo, true, &install);
	if (ret > 0)
		ret = fail(EXIT_MISSING_TOOL, ENOENT,
			   "apt-get install failed (%s): see what it said above, then run 'apt-get install -y --no-install-recommends%s' yourself",
			   proc_status(ret), names.buf);
	return ret;
}
