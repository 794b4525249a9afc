// SPDX-License-Identifier: GPL-2.0-only
/*
 * lazymmu - carry the stateful, nestable lazy MMU mode to a kernel tree, build
 * the result and prove it.
 */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "host/proc.h"
#include "util/fail.h"

#define VERSION "0.1"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
} commands[] = {
	{ "doctor", cmd_doctor, "show the tools needed and which are missing" },
	{ "fetch", cmd_fetch, "get a Debian kernel source as a git repository" },
	{ "apply", cmd_apply, "put the series on a branch of a kernel tree" },
	{ "series", cmd_series, "write the series as patches to mail" },
	{ "versions", cmd_versions, "list the kernel versions that are known" },
	{ "targets", cmd_targets, "list the machines kernels are built for" },
	{ "build", cmd_build, "build kernels for targets" },
	{ "test", cmd_test, "boot targets, run their tests, judge their consoles" },
	{ "compare", cmd_compare, "show two results of test side by side" },
	{ "bench", cmd_bench, "measure stock, ported and mainline's kernel side by side" },
	{ NULL, NULL, NULL },
};

static void usage(FILE *to)
{
	fputs("Usage: lazymmu COMMAND [OPTION...] [ARGUMENT...]\n"
	      "Stateful, nestable lazy MMU mode for Linux: port, build, prove.\n\n"
	      "Commands:\n", to);
	for (const struct command *c = commands; c->name; c++)
		fprintf(to, "  %-8s %s\n", c->name, c->summary);
	fputs("\n'lazymmu help COMMAND' tells more; so does the man page lazymmu(1).\n",
	      to);
}

static const struct command *find_command(const char *name)
{
	for (const struct command *c = commands; c->name; c++) {
		if (!strcmp(c->name, name))
			return c;
	}
	return NULL;
}

/* argp prints argv[0] in its messages: "lazymmu apply". */
static int run(const struct command *cmd, int argc, char **argv)
{
	static char name[64];
	int ret;

	snprintf(name, sizeof(name), "lazymmu %s", cmd->name);
	argv[0] = name;
	program_invocation_name = name;
	ret = cmd->run(argc, argv);
	if (fail_message()) {
		fflush(stdout);
		fprintf(stderr, "lazymmu: %s\n", fail_message());
		return fail_code();
	}
	if (ret < 0) {
		fprintf(stderr, "lazymmu: %s failed: %s\n", cmd->name, strerror(-ret));
		return EXIT_TOOL;
	}
	return ret;
}

/*
 * A file opened later must not become standard output. What stands in for a
 * closed one cannot be used either, so that it is still noticed; but for
 * standard error, as nobody would hear of it.
 */
static bool fill_standard_files(void)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", fd == 1 ? O_RDONLY : O_RDWR) != fd)
			return false;
	}
	return true;
}

/* What was to be read by somebody must have been written. */
static int written(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	fprintf(stderr, "lazymmu: standard output cannot be written\n");
	return EXIT_TOOL;
}

int main(int argc, char **argv)
{
	char *help[] = { NULL, NULL, "--help", NULL };
	const struct command *cmd;

	if (!fill_standard_files())
		return EXIT_TOOL;
	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "help") && argc > 2) {
		help[0] = argv[0];
		help[1] = argv[2];
		argv = help;
		argc = 3;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
	    !strcmp(argv[1], "help")) {
		usage(stdout);
		return written(EXIT_OK);
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts("lazymmu " VERSION);
		return written(EXIT_OK);
	}
	cmd = find_command(argv[1]);
	if (!cmd) {
		fprintf(stderr, "lazymmu: there is no command '%s'; 'lazymmu --help' lists them\n",
			argv[1]);
		return EXIT_USAGE;
	}
	argp_err_exit_status = EXIT_USAGE;
	setvbuf(stdout, NULL, _IOLBF, 0);
	proc_catch_signals();
	return written(run(cmd, argc - 1, argv + 1));
}
