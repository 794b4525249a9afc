/* SPDX-License-Identifier: GPL-2.0-only */
/* The symbols of a kernel or a program, as nm and System.map list them. */
#ifndef LAZYMMU_SYMBOLS_H
#define LAZYMMU_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct symbol - a symbol
 * @name: the symbol
 * @type: nm's letter
 * @address: its address
 * @size: its size in bytes; 0 if not known
 */
struct symbol {
	char *name;
	char type;
	uint64_t address;
	uint64_t size;
};

/**
 * struct symbols - all symbols, in the order of the list
 * @v: the symbols
 * @n: number of symbols
 * @room: number of symbols for which there is memory
 */
struct symbols {
	struct symbol *v;
	size_t n;
	size_t room;
};

/** symbols_parse - add the symbols of a list; other lines are ignored */
void symbols_parse(struct symbols *s, const char *text);

/**
 * symbols_need - check for the program that symbols_read() runs
 * @cross: as of symbols_read()
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int symbols_need(const char *cross);

/**
 * symbols_read - read the symbols of an ELF file
 * @cross: prefix of the compiler that made the file; nm with this prefix is run
 * @path: the file
 *
 * Return: 0 or a negative errno value (failure recorded).
 */
int symbols_read(struct symbols *s, const char *cross, const char *path);

/**
 * symbols_find - find the next symbol with a name
 * @name: the name. A copy that the compiler makes, "NAME.isra.0", is found as
 *	  well; "NAME.cold", the seldom executed part of NAME, is not
 * @after: the symbol that was found before, or NULL
 *
 * Return: the symbol, or NULL if there is no other.
 */
const struct symbol *symbols_find(const struct symbols *s, const char *name,
				  const struct symbol *after);

/** symbols_free - release what is in @s */
void symbols_free(struct symbols *s);

#endif
