/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Things that a run makes outside of its scratch directory for a moment. Each is
 * recorded in the scratch directory before it is made, so that the next run can
 * remove it if this one is killed.
 *
 * A record is a list of strings, three for each thing: its kind, its path, and
 * how to recognise it:
 *	"tree", PATH, "": a directory and everything in it;
 *	"file", PATH, CONTENT: a file with this content, or with none yet;
 *	"link", PATH, OTHER: another name of the file OTHER.
 *
 * A record is no order to remove any path: only what a run makes under these
 * names is removed, see outside_remove().
 */
#ifndef LAZYMMU_OUTSIDE_H
#define LAZYMMU_OUTSIDE_H

struct strlist;

/**
 * outside_record - write the record of a scratch directory
 * @dir: the scratch directory
 * @things: the list; it takes the place of the previous record
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int outside_record(const char *dir, const struct strlist *things);

/**
 * outside_remove - remove the things in the record of a scratch directory
 * @dir: the scratch directory, of us or of a dead process; NAME is its last part
 *
 * They are removed in the order of the record, and only if they belong to the
 * user and have the form of what a run makes:
 *	a tree is named ...-NAME or ...NAME: a git's tmp_objdir-NAME, or the
 *	  directory that patches are written to before it is renamed;
 *	a file is the lock of a reference of git, refs/.../X.lock, with the id of
 *	  a commit as its content;
 *	a link is DIR/X, and its other name DIR/.lazymmu.NAME/X.
 * Anything else stays, and is named in a note.
 */
void outside_remove(const char *dir);

#endif
