/* SPDX-License-Identifier: GPL-2.0-only */
/* The Xen hypervisor, from Debian's package, in the cache. */
#ifndef LAZYMMU_XEN_H
#define LAZYMMU_XEN_H

/**
 * xen_hypervisor - the newest Xen hypervisor that apt knows
 * @path: set to the path of its ELF file, to be freed by the caller
 * @version: set to the version of its package, to be freed by the caller
 *
 * The hypervisor is unpacked from its package when the cache lacks that
 * version; without a network, the version that was used last is used again. The
 * package is not installed, as that would change this computer's boot menu. Two
 * processes at once wait for each other.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int xen_hypervisor(char **path, char **version);

#endif
