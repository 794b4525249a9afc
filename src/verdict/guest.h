/* SPDX-License-Identifier: GPL-2.0-only */
/* The last line that the guest's init (guest/init.c) prints. */
#ifndef LAZYMMU_GUEST_H
#define LAZYMMU_GUEST_H

/**
 * guest_done - read the last line of the guest's init
 * @text: a line of the console, without time stamp
 *
 * Return: the number of workloads that failed, or -1 if @text is another line
 * or does not end in a number.
 */
int guest_done(const char *text);

#endif
