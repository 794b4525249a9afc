/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory of this computer. */
#ifndef LAZYMMU_MEMORY_H
#define LAZYMMU_MEMORY_H

#include <stdint.h>

/**
 * memory_available - bytes of memory that new programs can use without swapping
 *
 * Return: the kernel's estimate; UINT64_MAX if it gives none.
 */
uint64_t memory_available(void);

/**
 * memory_parse - read a size as QEMU's -m takes it: "512M", "2G", "1024"
 * @size: a number of MiB, or one with the unit K, M, G or T
 *
 * Return: the size in bytes; 0 if @size is not a size.
 */
uint64_t memory_parse(const char *size);

#endif
