/* SPDX-License-Identifier: GPL-2.0-only */
/* Standard output, whose reader may go before we have written everything. */
#ifndef LAZYMMU_OUTPUT_H
#define LAZYMMU_OUTPUT_H

#include <stdbool.h>

/** output_reader_is_gone - is it a pipe whose reader has gone, such as head(1)? */
bool output_reader_is_gone(void);

/**
 * output_lose - the reader has gone while another process wrote to our standard
 * output for us
 */
void output_lose(void);

/**
 * output_end - write the rest of standard output, as the last thing
 * @status: the command's exit status
 *
 * A failed write is reported, unless the reader of a pipe has gone: then the
 * process ends by SIGPIPE. This signal is ignored until here, because a program
 * that we write to may end early.
 *
 * Return: @status, or EXIT_TOOL after a failed write.
 */
int output_end(int status);

/**
 * output_watch - call output_end() at the end of a process that did not
 *
 * argp ends the process after a help text, with status 0 whatever happened.
 * Children are not affected.
 */
void output_watch(void);

#endif
