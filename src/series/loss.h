/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Losses: lines that an edit removes from a tree, although it was not made for them.
 * The kernels that the series was made for do not have them there, so somebody else
 * has added or changed them.
 */
#ifndef LAZYMMU_LOSS_H
#define LAZYMMU_LOSS_H

#include <stddef.h>

struct edit;
struct place;
struct seeker;
struct strlist;

/**
 * struct lost_line - a line
 * @number: its number in the file, from 1
 * @text: the line, without newline
 */
struct lost_line {
	size_t number;
	char *text;
};

/**
 * struct loss - the lines that an edit removes although it was not made for them
 * @edit: the edit; belongs to the series
 * @path: the file
 * @first: the first line of all that the edit removes, from 1
 * @last: the last one
 * @v: the lines
 * @n: number of lines
 * @room: number of lines for which there is memory
 *
 * The numbers are those of the file as the edit finds it.
 */
struct loss {
	const struct edit *edit;
	char *path;
	size_t first;
	size_t last;
	struct lost_line *v;
	size_t n;
	size_t room;
};

/**
 * struct losses - collects the losses of a step
 * @v: the losses
 * @n: number of losses
 * @room: number of losses for which there is memory
 */
struct losses {
	struct loss *v;
	size_t n;
	size_t room;
};

/**
 * struct loss_sum - the losses of all steps
 * @lines: number of lines
 * @places: number of places, each of which is what an edit removes
 */
struct loss_sum {
	size_t lines;
	size_t places;
};

/**
 * losses_find - compare what an edit removes with series/removed
 * @s: the edit; losses are added to @s->tree->losses
 * @p: its place
 */
void losses_find(const struct seeker *s, const struct place *p);

/**
 * losses_describe - say which lines are lost, and where
 * @l: the losses of a step
 * @commit: the commit of the step, which the user will have, or NULL
 * @out: lines of text are appended, for people; of a long loss only the first lines
 */
void losses_describe(const struct losses *l, const char *commit,
		     struct strlist *out);

/**
 * losses_sum_up - count losses, for the end of a run
 * @to: the sum; begins as { 0 }
 * @l: the losses of a step
 */
void losses_sum_up(struct loss_sum *to, const struct losses *l);

/**
 * losses_sum_text - "2 lines in 1 place ..."
 *
 * Return: a sentence, to be freed by the caller, or NULL if nothing is lost.
 */
char *losses_sum_text(const struct loss_sum *sum);

/** losses_free - release what is in @l */
void losses_free(struct losses *l);

#endif
