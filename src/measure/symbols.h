/* SPDX-License-Identifier: GPL-2.0-only */
/* The symbols of a kernel or a program, as nm and System.map list them. */
#ifndef LAZYMMU_SYMBOLS_H
#define LAZYMMU_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct symbol - a name and what it names
 * @name: the symbol
 * @type: nm's letter
 * @address: where it is
 * @size: in bytes; 0 if that is not known
 */
struct symbol {
	char *name;
	char type;
	uint64_t address;
	uint64_t size;
};

/**
 * struct symbols - all of them, in the order of the list
 * @v: the symbols
 * @n: their number
 * @room: how many there is memory for
 */
struct symbols {
	struct symbol *v;
	size_t n;
	size_t room;
};

/** symbols_parse - add those of a list; other lines are ignored */
void symbols_parse(struct symbols *s, const char *text);

/**
 * symbols_read - read those of an ELF file
 * @cross: prefix of the compiler that made it: its nm is used
 * @path: the file
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int symbols_read(struct symbols *s, const char *cross, const char *path);

/**
 * symbols_find - the next one of this name
 * @name: a copy that the compiler has made of it, "NAME.isra.0", is one as well;
 *	  the part of it that is seldom executed, "NAME.cold", is not
 * @after: the last one found, or NULL
 *
 * Return: NULL if there is no other.
 */
const struct symbol *symbols_find(const struct symbols *s, const char *name,
				  const struct symbol *after);

/** symbols_free - release them */
void symbols_free(struct symbols *s);

#endif
