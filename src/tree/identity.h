/* SPDX-License-Identifier: GPL-2.0-only */
/* Identities: the committer, and the date of commits. */
#ifndef LAZYMMU_IDENTITY_H
#define LAZYMMU_IDENTITY_H

#include "tree/kernel.h"
#include "util/strlist.h"

/**
 * struct identity - the committer, and the date of commits
 * @name: name of author and committer
 * @email: mail address of author and committer
 * @date: date of the commits, in git's format; NULL: now
 */
struct identity {
	char *name;
	char *email;
	char *date;
};

/**
 * identity_of_user - the identity that git knows for the user
 * @k: the tree whose configuration counts
 * @who: to be released with identity_free(), also after a failure
 *
 * If git does not know the user, this falls back to lazymmu@localhost, and says
 * so.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int identity_of_user(const struct kernel *k, struct identity *who);

/**
 * identity_date - give @who the date of the kernel's commit
 *
 * What is made with such an identity does not depend on the time of the run.
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int identity_date(const struct kernel *k, struct identity *who);

/**
 * identity_fixed - the identity of commits that must not depend on their maker
 * @k: the kernel on which the commits are based; they get the date of its
 *	commit
 * @who: to be released with identity_free(), also after a failure
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int identity_fixed(const struct kernel *k, struct identity *who);

/**
 * identity_env - append to @env the variables that make @who author and committer
 */
void identity_env(const struct identity *who, struct strlist *env);

/**
 * identity_sign - a commit message with the "Signed-off-by:" line of @who at its
 * end, unless it has one
 *
 * Return: the message, to be freed by the caller.
 */
char *identity_sign(const struct identity *who, const char *message);

/** identity_free - release what is in @who; it is empty afterwards */
void identity_free(struct identity *who);

#endif
