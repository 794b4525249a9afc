// SPDX-License-Identifier: GPL-2.0-only
/*
 * plugin.c - counts what a machine executes between two markers.
 *
 * A plugin for QEMU's TCG. It reads its plan from the file named by the
 * argument plan=FILE and writes a line per window to out=FILE. The plan:
 *
 *	begin ADDRESS			a window begins when this is executed,
 *	end ADDRESS			and ends when this is; several of each may be
 *	space NAME LOW HIGH		the addresses LOW to HIGH have a name
 *	insn NAME SPACE VALUE MASK	count instructions that begin with these
 *					bytes under that mask, executed in that
 *					space, or anywhere ("*")
 *	call NAME ADDRESS...		count executions of these instructions
 *	all NAME SPACE			count all instructions executed in that space
 *
 * Numbers are hexadecimal. A counter can be named more than once: it counts all
 * that is said of it. The output begins with a line of names: "insns" and the
 * counters. Each line after it is a window: the same in numbers. The first
 * instruction of a window is in it, its end is not. A line is complete when its
 * newline is there.
 *
 * Everything is counted before it is executed, and by code that QEMU puts
 * between the instructions; only the markers call a function. So the price is
 * small, and nothing that is counted can depend on it: under -icount, guest
 * time goes on by guest instructions alone.
 */
#include "qemu-plugin.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

#define MAX_COUNTERS	32
#define MAX_RULES	64
#define MAX_BYTES	8

/*
 * struct counter - what is counted
 * @name: as printed
 * @now: since the machine was started
 * @then: when the window began
 */
struct counter {
	char name[32];
	uint64_t now;
	uint64_t then;
};

/*
 * struct space - a range of addresses
 */
struct space {
	char name[32];
	uint64_t low, high;
};

/*
 * struct rule - when a counter is incremented
 * @space: the instruction is there; NULL: anywhere
 * @len: of the pattern; 0: there is none
 * @address: without a pattern: where the instruction is, if that matters
 */
struct rule {
	struct counter *counter;
	const struct space *space;
	size_t len;
	unsigned char value[MAX_BYTES];
	unsigned char mask[MAX_BYTES];
	uint64_t address;
	bool anything;
};

/*
 * struct marker - an instruction that begins or ends a window
 */
struct marker {
	uint64_t address;
	bool begins;
};

static struct counter counters[MAX_COUNTERS];
static struct space spaces[MAX_RULES];
static struct rule rules[MAX_RULES];
static struct marker markers[MAX_RULES];
static size_t n_counters, n_spaces, n_rules, n_markers;
static bool in_window;
static FILE *out;

static void begin(unsigned int vcpu, void *data)
{
	(void)vcpu;
	(void)data;
	for (size_t i = 0; i < n_counters; i++)
		counters[i].then = counters[i].now;
	in_window = true;
}

/* An end without a beginning is not for us: the workload was left early. */
static void end(unsigned int vcpu, void *data)
{
	(void)vcpu;
	(void)data;
	if (!in_window)
		return;
	in_window = false;
	for (size_t i = 0; i < n_counters; i++)
		fprintf(out, "%s%llu", i ? " " : "",
			(unsigned long long)(counters[i].now - counters[i].then));
	fputc('\n', out);
	fflush(out);
}

static void increment(struct qemu_plugin_insn *insn, struct counter *c)
{
	qemu_plugin_register_vcpu_insn_exec_inline(insn,
						   QEMU_PLUGIN_INLINE_ADD_U64,
						   &c->now, 1);
}

static bool matches(const struct rule *r, uint64_t address,
		    const unsigned char *bytes, size_t len)
{
	if (r->space && (address < r->space->low || address > r->space->high))
		return false;
	if (!r->len)
		return r->anything || r->address == address;
	if (len < r->len)
		return false;
	for (size_t i = 0; i < r->len; i++) {
		if ((bytes[i] & r->mask[i]) != r->value[i])
			return false;
	}
	return true;
}

static void translate_one(struct qemu_plugin_insn *insn)
{
	uint64_t address = qemu_plugin_insn_vaddr(insn);
	const unsigned char *bytes = qemu_plugin_insn_data(insn);
	size_t len = qemu_plugin_insn_size(insn);

	for (size_t i = 0; i < n_markers; i++) {
		if (markers[i].address == address)
			qemu_plugin_register_vcpu_insn_exec_cb(insn,
				markers[i].begins ? begin : end,
				QEMU_PLUGIN_CB_NO_REGS, NULL);
	}
	increment(insn, &counters[0]);
	for (size_t i = 0; i < n_rules; i++) {
		if (matches(&rules[i], address, bytes, len))
			increment(insn, rules[i].counter);
	}
}

static void translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++)
		translate_one(qemu_plugin_tb_get_insn(tb, i));
}

static struct counter *counter(const char *name)
{
	for (size_t i = 0; i < n_counters; i++) {
		if (!strcmp(counters[i].name, name))
			return &counters[i];
	}
	if (n_counters == MAX_COUNTERS || strlen(name) >= sizeof(counters->name))
		return NULL;
	strcpy(counters[n_counters].name, name);
	return &counters[n_counters++];
}

static bool number(const char *word, uint64_t *n)
{
	char *rest;

	if (!word)
		return false;
	*n = strtoull(word, &rest, 16);
	return rest != word && !*rest;
}

/* Returns the number of bytes, 0 if @word is no string of them. */
static size_t bytes(const char *word, unsigned char to[MAX_BYTES])
{
	size_t n = 0;

	for (; word && word[0] && word[1] && n < MAX_BYTES; word += 2) {
		char pair[] = { word[0], word[1], '\0' };
		uint64_t value;

		if (!number(pair, &value))
			return 0;
		to[n++] = value;
	}
	return word && !*word ? n : 0;
}

static bool find_space(const char *name, const struct space **s)
{
	*s = NULL;
	if (!name || !strcmp(name, "*"))
		return name;
	for (size_t i = 0; i < n_spaces && !*s; i++) {
		if (!strcmp(spaces[i].name, name))
			*s = &spaces[i];
	}
	return *s;
}

static bool add_marker(bool begins, const char *address)
{
	struct marker *m = &markers[n_markers];

	if (n_markers++ == MAX_RULES)
		return false;
	m->begins = begins;
	return number(address, &m->address);
}

static bool add_space(const char *name, char **save)
{
	struct space *s = &spaces[n_spaces];

	if (n_spaces++ == MAX_RULES || strlen(name) >= sizeof(s->name))
		return false;
	strcpy(s->name, name);
	return number(strtok_r(NULL, " ", save), &s->low) &&
	       number(strtok_r(NULL, " ", save), &s->high);
}

static bool add_insn(const char *name, char **save)
{
	struct rule *r = &rules[n_rules];

	if (n_rules++ == MAX_RULES ||
	    !find_space(strtok_r(NULL, " ", save), &r->space))
		return false;
	r->counter = counter(name);
	r->len = bytes(strtok_r(NULL, " ", save), r->value);
	return r->counter && r->len &&
	       bytes(strtok_r(NULL, " ", save), r->mask) == r->len;
}

static bool add_all(const char *name, char **save)
{
	struct rule *r = &rules[n_rules];

	if (n_rules++ == MAX_RULES)
		return false;
	r->counter = counter(name);
	r->anything = true;
	return r->counter && find_space(strtok_r(NULL, " ", save), &r->space);
}

static bool add_calls(const char *name, char **save)
{
	const char *word;

	while ((word = strtok_r(NULL, " ", save))) {
		struct rule *r = &rules[n_rules];

		if (n_rules++ == MAX_RULES)
			return false;
		r->counter = counter(name);
		if (!r->counter || !number(word, &r->address))
			return false;
	}
	return counter(name);
}

static bool read_line(char *line)
{
	char *save, *verb = strtok_r(line, " ", &save);
	char *name = strtok_r(NULL, " ", &save);

	if (!verb)
		return true;
	if (!name)
		return false;
	if (!strcmp(verb, "begin") || !strcmp(verb, "end"))
		return add_marker(*verb == 'b', name);
	if (!strcmp(verb, "space"))
		return add_space(name, &save);
	if (!strcmp(verb, "insn"))
		return add_insn(name, &save);
	if (!strcmp(verb, "call"))
		return add_calls(name, &save);
	if (!strcmp(verb, "all"))
		return add_all(name, &save);
	return false;
}

static bool read_plan(const char *path)
{
	FILE *f = fopen(path, "re");
	char line[1024];
	int no = 0;
	bool ok = f;

	if (!f)
		perror(path);
	counter("insns");
	while (ok && fgets(line, sizeof(line), f)) {
		no++;
		ok = strchr(line, '\n');
		line[strcspn(line, "\n")] = '\0';
		ok = ok && read_line(line);
		if (!ok)
			fprintf(stderr, "%s:%d: not understood\n", path, no);
	}
	if (f)
		fclose(f);
	return ok;
}

static const char *argument(int argc, char **argv, const char *name)
{
	size_t len = strlen(name);

	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], name, len) && argv[i][len] == '=')
			return argv[i] + len + 1;
	}
	fprintf(stderr, "the plugin needs the argument %s=FILE\n", name);
	return NULL;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
					   const qemu_info_t *info, int argc,
					   char **argv);
QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
					   const qemu_info_t *info, int argc,
					   char **argv)
{
	const char *plan = argument(argc, argv, "plan");
	const char *path = argument(argc, argv, "out");

	(void)info;
	if (!plan || !path || !read_plan(plan))
		return -1;
	out = fopen(path, "we");
	if (!out) {
		perror(path);
		return -1;
	}
	for (size_t i = 0; i < n_counters; i++)
		fprintf(out, "%s%s", i ? " " : "", counters[i].name);
	fputc('\n', out);
	fflush(out);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
	return 0;
}
