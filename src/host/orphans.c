// SPDX-License-Identifier: GPL-2.0-only
#include "host/orphans.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/array.h"
#include "util/cleanup.h"
#include "util/file.h"
#include "util/strbuf.h"

/* The parent of the process @pid; 0 if there is no such process. */
static pid_t parent_of(pid_t pid)
{
	struct strbuf text __cleanup(sb_free) = STRBUF_INIT;
	char *path __cleanup(str_free) = str_fmt("/proc/%d/stat", (int)pid);
	const char *name_end;
	int parent;

	if (read_file(path, &text))
		return 0;
	/* The name of the program, in parentheses, may hold any character. */
	name_end = strrchr(text.buf, ')');
	if (!name_end || sscanf(name_end, ") %*c %d", &parent) != 1)
		return 0;
	return parent;
}

/* Call @look for each of our children. Returns the number of results "true". */
static size_t for_each_child(struct orphans *o, bool (*look)(struct orphans *o, pid_t pid))
{
	DIR *dir = opendir("/proc");
	const struct dirent *entry;
	size_t n = 0;

	while (dir && (entry = readdir(dir))) {
		pid_t pid = atoi(entry->d_name);

		if (pid > 0 && parent_of(pid) == getpid())
			n += look(o, pid);
	}
	if (dir)
		closedir(dir);
	return n;
}

static bool is_spared(const struct orphans *o, pid_t pid)
{
	for (size_t i = 0; i < o->n; i++) {
		if (o->spared[i] == pid)
			return true;
	}
	return false;
}

void orphans_spare(struct orphans *o, pid_t pid)
{
	GROW(o->spared, o->n, o->cap);
	o->spared[o->n++] = pid;
}

void orphans_forget(struct orphans *o, pid_t pid)
{
	for (size_t i = 0; i < o->n; i++) {
		if (o->spared[i] == pid) {
			o->spared[i] = o->spared[--o->n];
			return;
		}
	}
}

static bool spare_child(struct orphans *o, pid_t pid)
{
	orphans_spare(o, pid);
	return false;
}

/* The children of @pid become ours when it has ended. */
static bool kill_child(struct orphans *o, pid_t pid)
{
	if (is_spared(o, pid))
		return false;
	if (kill(pid, SIGKILL)) {
		orphans_spare(o, pid);
		return false;
	}
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return true;
}

void orphans_adopt(struct orphans *o)
{
	prctl(PR_GET_CHILD_SUBREAPER, &o->before);
	for_each_child(o, spare_child);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

void orphans_kill(struct orphans *o)
{
	while (for_each_child(o, kill_child))
		;
}

void orphans_release(struct orphans *o)
{
	prctl(PR_SET_CHILD_SUBREAPER, o->before);
	free(o->spared);
	*o = (struct orphans){ 0 };
}
