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
#include "util/interrupt.h"
#include "util/output.h"

#define VERSION "0.1"

/**
 * struct command - a subcommand
 * @name: the word that the user types
 * @run: see cmd/cmd.h
 * @summary: for the list of commands
 * @adds: the command adds to the cache, so it removes old entries at its end
 */
static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
	bool adds;
} commands[] = {
	{ "doctor", cmd_doctor, "show the tools that are needed, and which are missing", false },
	{ "fetch", cmd_fetch, "get a kernel source as a git repository", true },
	{ "apply", cmd_apply, "put the series on a branch of a kernel tree", true },
	{ "revert", cmd_revert, "make a branch with a ported tree without the series", false },
	{ "series", cmd_series, "write the series as patches to mail", true },
	{ "versions", cmd_versions, "list the kernel versions that are known", false },
	{ "targets", cmd_targets, "list the machines that kernels are built for", false },
	{ "build", cmd_build, "build kernels for targets", true },
	{ "test", cmd_test, "boot targets, run their tests, judge their consoles", true },
	{ "compare", cmd_compare, "show two results of test side by side", false },
	{ "bench", cmd_bench, "measure the stock, the ported and mainline's kernel side by side", true },
	{ "cache", cmd_cache, "list what the cache holds, and make room in it", false },
	{ 0 },
};

static void usage(FILE *to)
{
	fputs("Usage: lazymmu [-q] COMMAND [OPTION...] [ARGUMENT...]\n"
	      "Stateful, nestable lazy MMU mode for Linux: port, build, prove.\n\n"
	      "Commands:\n", to);
	for (const struct command *c = commands; c->name; c++)
		fprintf(to, "  %-8s %s\n", c->name, c->summary);
	fputs("\n  -q, --quiet  do not report progress on standard error\n", to);
	fputs("\nFor more, see 'lazymmu help COMMAND' and the man page lazymmu(1).\n",
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
static int run_command(const struct command *cmd, int argc, char **argv)
{
	static char name[64];
	int ret;

	snprintf(name, sizeof(name), "lazymmu %s", cmd->name);
	argv[0] = name;
	/* argp knows only -? and --help. */
	if (argc > 1 && !strcmp(argv[1], "-h"))
		argv[1] = "--help";
	program_invocation_name = name;
	ret = cmd->run(argc, argv);
	if (cmd->adds && ret != EXIT_USAGE && !fail_message())
		cmd_cache_tidy();
	if (fail_message()) {
		fflush(stdout);
		fprintf(stderr, "lazymmu: %s\n", fail_message());
		ret = fail_code();
	} else if (ret < 0) {
		fprintf(stderr, "lazymmu: %s failed: %s\n", cmd->name, strerror(-ret));
		ret = EXIT_TOOL;
	}
	/* A failure after an interruption is a consequence of the interruption. */
	return ret && interrupt_came() ? EXIT_INTERRUPTED : ret;
}

/*
 * Give closed standard files a descriptor, so that no file that is opened later
 * becomes standard output. A closed standard output is replaced by a descriptor
 * on which writes fail, so that the end of the command reports the failure. A
 * closed standard error is replaced by a descriptor on which writes succeed, as
 * nobody would see a report.
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

static bool is_quiet_option(const char *arg)
{
	return !strcmp(arg, "-q") || !strcmp(arg, "--quiet");
}

int main(int argc, char **argv)
{
	char *help[] = { NULL, NULL, "--help", NULL };
	const struct command *cmd;

	if (!fill_standard_files())
		return EXIT_TOOL;
	for (; argc > 1 && is_quiet_option(argv[1]); argc--, argv++)
		note_quiet(true);
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
	    !strcmp(argv[1], "-?") ||
	    !strcmp(argv[1], "help")) {
		usage(stdout);
		return output_end(EXIT_OK);
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts("lazymmu " VERSION);
		return output_end(EXIT_OK);
	}
	cmd = find_command(argv[1]);
	if (!cmd) {
		fprintf(stderr, "lazymmu: there is no command '%s'; 'lazymmu --help' lists them\n",
			argv[1]);
		return EXIT_USAGE;
	}
	argp_err_exit_status = EXIT_USAGE;
	setvbuf(stdout, NULL, _IOLBF, 0);
	output_watch();
	proc_catch_signals();
	return output_end(run_command(cmd, argc - 1, argv + 1));
}
