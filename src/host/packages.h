/* SPDX-License-Identifier: GPL-2.0-only */
/* Installing Debian packages on this computer. */
#ifndef LAZYMMU_PACKAGES_H
#define LAZYMMU_PACKAGES_H

struct strlist;

/**
 * packages_install - install packages on this computer, as root or through sudo
 *
 * Waits while another program installs packages. Shows apt-get's output.
 *
 * Return: 0 or a negative errno value (failure recorded; without root, the
 * message has the command to run).
 */
int packages_install(const struct strlist *packages);

#endif
