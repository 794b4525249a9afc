/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The subcommands. Each parses its own arguments (argv[0] is its name) and
 * returns the exit status of the command, or a negative errno value after
 * fail().
 */
#ifndef LAZYMMU_CMD_H
#define LAZYMMU_CMD_H

int cmd_doctor(int argc, char **argv);
int cmd_fetch(int argc, char **argv);
int cmd_apply(int argc, char **argv);
int cmd_revert(int argc, char **argv);
int cmd_series(int argc, char **argv);
int cmd_versions(int argc, char **argv);
int cmd_targets(int argc, char **argv);
int cmd_build(int argc, char **argv);
int cmd_test(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_bench(int argc, char **argv);
int cmd_cache(int argc, char **argv);

/**
 * cmd_cache_tidy - remove entries of the cache that have not been used for long
 *
 * Called at the end of a command that adds to the cache. A failure is only
 * noted.
 */
void cmd_cache_tidy(void);

#endif
