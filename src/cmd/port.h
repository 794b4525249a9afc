/* SPDX-License-Identifier: GPL-2.0-only */
/* The part that apply and series share: the kernel, and the steps for it. */
#ifndef LAZYMMU_CMD_PORT_H
#define LAZYMMU_CMD_PORT_H

#include <argp.h>
#include <stdbool.h>

#include "util/strlist.h"

/**
 * struct port - the arguments
 * @kernel: the argument KERNEL: a version, or the path of a tree
 * @optional: KERNEL may be missing; set by the command's parser
 * @series: the series to apply; NULL: the first one of the version
 * @named: the argument KERNEL may follow an argument SERIES; set by the command's
 *	parser
 * @without: parts of the series to leave out
 */
struct port {
	const char *kernel;
	bool optional;
	const char *series;
	bool named;
	struct strlist without;
};

/*
 * The parser of these arguments, a child of the command's own parser; its input
 * is a struct port.
 */
extern const struct argp port_argp;

/** port_free - release what is in @p */
void port_free(struct port *p);

#endif
