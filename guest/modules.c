// SPDX-License-Identifier: GPL-2.0-only
/*
 * modules.c - kernel modules: when one is loaded or has been initialized,
 * set_memory_ro() and set_memory_rox() change the entries that map it, and those
 * of the direct map, inside a section. A lost update leaves pages that are both
 * writable and executable, or a fault in the module.
 */
#include "guest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MODULES	"/modules"
#define ROUNDS	50

/* With DEBUG_WX, the kernel looks through its page tables when asked. */
static void expect_no_wx(const char *when)
{
	char answer[16] = "";
	int fd = open("/sys/kernel/debug/check_wx_pages", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	check(read(fd, answer, sizeof(answer) - 1) > 0, "check_wx_pages: %s",
	      strerror(errno));
	close(fd);
	check(strncmp(answer, "SUCCESS", 7) == 0,
	      "pages are writable and executable %s", when);
}

/* Is the module among those that are loaded? */
static bool is_loaded(const char *name)
{
	char path[300];

	snprintf(path, sizeof(path), "/sys/module/%s/initstate", name);
	return access(path, F_OK) == 0;
}

static void load_once(const char *file, const char *name, bool look)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	check(fd >= 0, "%s: %s", file, strerror(errno));
	check(syscall(SYS_finit_module, fd, "", 0) == 0, "finit_module %s: %s",
	      file, strerror(errno));
	close(fd);
	check(is_loaded(name), "%s is not there after finit_module", name);
	if (look)
		expect_no_wx("with a module");
	check(syscall(SYS_delete_module, name, O_NONBLOCK) == 0,
	      "delete_module %s: %s", name, strerror(errno));
	check(!is_loaded(name), "%s is still there after delete_module", name);
}

static void load_and_unload(void)
{
	DIR *dir = opendir(MODULES);
	struct dirent *entry;
	int modules = 0;

	if (!dir)
		skip("the kernel of this flavour has no modules");
	expect_no_wx("before a module is loaded");
	while ((entry = readdir(dir))) {
		char file[sizeof(MODULES) + sizeof(entry->d_name) + 1];
		char name[sizeof(entry->d_name)];

		if (!strstr(entry->d_name, ".ko"))
			continue;
		snprintf(file, sizeof(file), MODULES "/%s", entry->d_name);
		snprintf(name, sizeof(name), "%s", entry->d_name);
		*strstr(name, ".ko") = '\0';
		for (int i = 0; i < ROUNDS; i++)
			load_once(file, name, i == 0 || i == ROUNDS - 1);
		modules++;
	}
	closedir(dir);
	check(modules > 0, MODULES " has no module");
	expect_no_wx("after a module was unloaded");
}

static const struct guest_case cases[] = {
	{ "load_and_unload", load_and_unload },
};

const struct workload modules_workload = {
	"modules", cases, ARRAY_SIZE(cases),
};
