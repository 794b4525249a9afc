/* SPDX-License-Identifier: GPL-2.0-only */
/* The programs and libraries needed, and the Debian packages they are in. */
#ifndef LAZYMMU_TOOLS_H
#define LAZYMMU_TOOLS_H

#include <stdbool.h>
#include <stddef.h>

struct proc;

/**
 * struct tool - something that must be installed
 * @name: program, or the library as people call it
 * @file: a pattern for a file that shows it is there; NULL: @name is a program
 *	in PATH, unless @by_package
 * @package: the Debian package; NULL: not known
 * @minimum: oldest version that will do; NULL: any
 * @purpose: what it is for, in a few words
 * @by_package: no file is known: dpkg knows whether @package is installed
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
 * The needs of the command and of every kernel's build, ended by an entry without
 * a name. The needs of the targets are in the files in targets/.
 */
extern const struct tool tools[];

/* The oldest gcc that builds the kernels. */
#define TOOL_GCC_MINIMUM "8.1"

enum tool_state { TOOL_OK, TOOL_MISSING, TOOL_OLD, TOOL_UNKNOWN };

/**
 * tool_check - is @t there, and new enough?
 * @version: set to its version, or to "-" if it tells none, to be freed by the
 *	caller; NULL unless it is there
 *
 * Return: a tool_state (TOOL_UNKNOWN: only dpkg could say it, and this is no
 * Debian), or a negative errno value (interrupted; failure recorded).
 */
int tool_check(const struct tool *t, char **version);

/**
 * tool_package - the package that brings the program @name
 *
 * Return: its name, or NULL if we need no such program.
 */
const char *tool_package(const char *name);

/**
 * tool_missing - record that the program @name is not installed
 *
 * Return: -ENOENT.
 */
int tool_missing(const char *name);

/**
 * tools_need - see that programs are there, before work that needs them begins
 * @names: NULL-terminated
 *
 * Return: 0 or -ENOENT (failure recorded: which one, and its package).
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
