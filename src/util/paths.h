/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the command's data and its cache are. */
#ifndef LAZYMMU_PATHS_H
#define LAZYMMU_PATHS_H

/**
 * home_dir - the directory that holds series/, kernel/, targets/, guest/
 *
 * $LAZYMMU_HOME, else the directory of the program (a checkout), else
 * ../share/lazymmu seen from there (an installation).
 *
 * Return: an absolute path that stays valid, or NULL (failure recorded).
 */
const char *home_dir(void);

/**
 * plugin_dir - the directory that holds the emulator's plugin
 *
 * build/ of a checkout, lib/lazymmu of an installation. The plugin need not be
 * there.
 *
 * Return: the path, to be freed by the caller, or NULL (failure recorded).
 */
char *plugin_dir(void);

/**
 * cache_dir - the directory for everything that can be made again
 *
 * $LAZYMMU_CACHE, else $XDG_CACHE_HOME/lazymmu, else ~/.cache/lazymmu. The
 * directory is made if it does not exist, and belongs to the user alone: see
 * private_dir().
 *
 * Return: an absolute path that stays valid, or NULL (failure recorded).
 */
const char *cache_dir(void);

/**
 * home_forget - look again at the environment (for tests)
 */
void home_forget(void);

#endif
