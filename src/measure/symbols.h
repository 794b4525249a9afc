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

/** symbols_parse - append the symbols of a list; other lines are ignored */
void symbols_parse(struct symbols *s, const char *text);

/**
 * symbols_read - append the symbols of an ELF file
 * @cross: prefix of the compiler that made it: its nm is used
 * @path: the file
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int symbols_read(struct symbols *s, const char *cross, const char *path);

/**
 * symbols_find - find the next symbol of a name
 * @name: the name. A copy that the compiler has made, "NAME.isra.0", counts as
 *	  well; the part that is seldom executed, "NAME.cold", does not
 * @after: the last one found, or NULL
 *
 * Return: NULL if there is no other.
 */
const struct symbol *symbols_find(const struct symbols *s, const char *name,
				  const struct symbol *after);

/** symbols_free - release what is in @s */
void symbols_free(struct symbols *s);

#endif
