// SPDX-License-Identifier: GPL-2.0-only
#include <linux/sched.h>
#include <linux/livepatch.h>

#include <asm/entry.h>

void leave(void);
