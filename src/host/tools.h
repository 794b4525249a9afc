/* SPDX-License-Identifier: GPL-2.0-only */
/* The programs and libraries that are needed, and the Debian packages that hold them. */
#ifndef LAZYMMU_TOOLS_H
#define LAZYMMU_TOOLS_H

#include <stdbool.h>
#include <stddef.h>

struct proc;

/**
 * struct tool - something that must be installed
 * @name: name of the program, or common name of the library
 * @file: a pattern for a file that exists if the library is installed; NULL:
 *	@name is a program in PATH, unless @by_package
 * @package: the Debian package; NULL: not known
 * @minimum: oldest version that is accepted; NULL: any
 * @purpose: the use of the tool, in a few words
 * @by_package: no file is known, so dpkg is asked whether @package is installed
 */
struct tool {
	const char *name;
	const char *file;
	const char *package;
	const char *minimum;
	const char *purpose;
	bool by_package;
};

/*
 * The tools that the command and every kernel's build need, ended by an entry
 * without a name. The tools that a target needs are in its file in targets/.
 */
extern const struct tool tools[];

/* The oldest gcc that builds the kernels. */
#define TOOL_GCC_MINIMUM "8.1"

/**
 * enum tool_state - can a tool be used?
 * @TOOL_OK: the tool works, and is new enough
 * @TOOL_MISSING: the tool is not installed
 * @TOOL_OLD: the version is lower than the minimum
 * @TOOL_NO_VERSION: there is a minimum, but the program reports no version
 * @TOOL_BROKEN: the program is there, but cannot report its version: it cannot be
 *	started, fails, or does not end
 * @TOOL_UNKNOWN: only dpkg could tell, and there is no dpkg
 */
enum tool_state {
	TOOL_OK,
	TOOL_MISSING,
	TOOL_OLD,
	TOOL_NO_VERSION,
	TOOL_BROKEN,
	TOOL_UNKNOWN,
};

/**
 * tool_check - is @t installed, does it work, and is it new enough?
 * @version: set to the version, or to "-" if the tool does not report one, to
 *	be freed by the caller; NULL if the tool is not installed or broken
 *
 * Each program of the table exits with 0 after "--version".
 *
 * Return: a tool_state, or a negative errno value (interrupted; failure
 * recorded).
 */
int tool_check(const struct tool *t, char **version);

/**
 * tool_package - the package that holds the program @name
 *
 * Return: the name of the package, or NULL if the table has no such program.
 */
const char *tool_package(const char *name);

/**
 * tool_missing - record that the program @name is not installed
 *
 * Return: -ENOENT.
 */
int tool_missing(const char *name);

/**
 * tool_missing_in - like tool_missing(), for a program that a target needs
 * @package: the package that holds it; NULL: not known
 *
 * Return: -ENOENT.
 */
int tool_missing_in(const char *name, const char *package);

/**
 * tools_need - check that programs are installed, before work that needs them
 * begins
 * @names: NULL-terminated
 *
 * Return: 0 or -ENOENT (the failure names the program and its package).
 */
int tools_need(const char *const names[]);

/**
 * tool_run - proc_run() for a program that must be there
 *
 * Return: the exit status (0..255), 256 + N if signal N ended the program, or a
 * negative errno value (failure recorded; a @p->line or @p->tick that ends the
 * program records why).
 */
int tool_run(const char *const argv[], struct proc *p);

#endif
