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
 *	"link", PATH, OTHER: another name of the file OTHER;
 *	"until", PATH, OTHER: a directory and everything in it, as long as the file
 *		OTHER is in it: moving that file is the run's last act.
 *
 * A record alone is no reason to remove a path: outside_remove() also checks
 * that the path has a name that only a run of lazymmu or of its git gives.
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
 * @dir: the scratch directory of this process or of a dead one; its last part
 *	is NAME
 *
 * The things are removed in the order of the record, and only if they belong to
 * the user and have one of these forms:
 *	a tree is named ...-NAME or ...NAME: the tmp_objdir-NAME of a git, or the
 *	  directory that patches are written to before its rename;
 *	a file is the lock of a reference of git, refs/.../X.lock, with the id of
 *	  a commit as its content;
 *	a link is DIR/X, and its other name DIR/.lazymmu.NAME/X;
 *	a directory until a file is moved has that file as .lazymmu.NAME.
 * All other things stay, and a note names them.
 */
void outside_remove(const char *dir);

#endif
