/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interruption: SIGINT, SIGTERM and SIGHUP are remembered instead of ending the
 * process, so that unfinished work can be cleaned up.
 */
#ifndef LAZYMMU_INTERRUPT_H
#define LAZYMMU_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

/**
 * interrupt_catch - from now on the signals are remembered
 *
 * A signal that is ignored stays ignored: nohup(1) has that meaning.
 */
void interrupt_catch(void);

/** interrupt_came - has one of the signals come? */
bool interrupt_came(void);

/**
 * interrupt_block - let the signals wait until somebody looks at them
 * @mask: set to the mask of before: for sigprocmask(SIG_SETMASK), or for
 *	  ppoll(), in which the signals are let in
 *
 * A signal that comes between interrupt_came() and ppoll() is not lost then.
 */
void interrupt_block(sigset_t *mask);

#endif
