// SPDX-License-Identifier: GPL-2.0-only
/*
 * program.c - runs a program of the kernel's own tree, one of its selftests, if
 * the initrd has one. Its TAP becomes a subtest of ours.
 */
#include "guest.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM		"/program"
#define SUITE		"program"

/*
 * The test migrate_release of hmm-tests removes the memory of the device. Then
 * arch/x86 frees page tables of the vmemmap, without telling Xen: the kernel
 * cannot write to these pages, and dies when it uses one of them again.
 */
#define NOT_ON_XEN	"migrate_release"

static bool is_on_xen_pv(void)
{
	char type[16] = "";
	FILE *file = fopen("/sys/hypervisor/guest_type", "r");

	if (!file)
		return false;
	if (!fgets(type, sizeof(type), file))
		type[0] = '\0';
	fclose(file);
	return !strcmp(type, "PV\n");
}

bool have_program(void)
{
	return access(PROGRAM, X_OK) == 0;
}

/*
 * The program has deadlines of its own for its tests, and the host one for the
 * whole run. It may leave temporary files in its working directory.
 */
static void exec_program(int out, bool on_xen)
{
	if (dup2(out, STDOUT_FILENO) >= 0 && dup2(out, STDERR_FILENO) >= 0 &&
	    chdir("/tmp") == 0)
		execl(PROGRAM, PROGRAM, on_xen ? "-T" : NULL, NOT_ON_XEN,
		      (char *)NULL);
	_exit(127);
}

/* Print what a reader of KTAP understands, and the reasons of failures. */
static void show_line(char *line, unsigned int *failed)
{
	line[strcspn(line, "\n")] = '\0';
	if (!strncmp(line, "not ok ", 7))
		(*failed)++;
	if (!strncmp(line, "1..", 3) || !strncmp(line, "ok ", 3) ||
	    !strncmp(line, "not ok ", 7) || strstr(line, ".c:"))
		say("    %s", line);
}

bool run_program(unsigned int number)
{
	bool on_xen = is_on_xen_pv();
	unsigned int failed = 0;
	int status = -1, ends[2];
	char line[500];
	FILE *output;
	pid_t pid;

	say("    KTAP version 1");
	say("    # Subtest: %s", SUITE);
	if (on_xen)
		say("    # without %s: Xen is not told of page tables that it frees",
		    NOT_ON_XEN);
	if (pipe(ends))
		goto out;
	pid = fork();
	if (pid == 0)
		exec_program(ends[1], on_xen);
	close(ends[1]);
	output = fdopen(ends[0], "r");
	while (output && fgets(line, sizeof(line), output))
		show_line(line, &failed);
	if (output)
		fclose(output);
	if (pid > 0)
		waitpid(pid, &status, 0);
	if (pid > 0 && WIFSIGNALED(status))
		say("    # killed by signal %d (%s)", WTERMSIG(status),
		    strsignal(WTERMSIG(status)));
out:
	say("%s %u %s", status || failed ? "not ok" : "ok", number, SUITE);
	return !status && !failed;
}
