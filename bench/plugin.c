// SPDX-License-Identifier: GPL-2.0-only
/*
 * plugin.c - counts what a machine executes between two markers.
 *
 * A plugin for QEMU's TCG. It reads its plan from the file named by the
 * argument plan=FILE and writes a line per window to out=FILE. The plan:
 *
 *	begin ADDRESS			a window begins when this is executed,
 *	end ADDRESS			and ends when this is; there may be several
 *	space NAME LOW HIGH		the addresses LOW to HIGH have a name
 *	insn NAME SPACE VALUE MASK	count instructions that begin with these
 *					bytes under that mask, executed in that
 *					space, or anywhere ("*")
 *	call NAME ADDRESS...		count executions of these instructions
 *	less NAME ADDRESS...		subtract them from NAME, which is named above
 *	all NAME SPACE			count all instructions executed in that space
 *	from NAME COUNTER SPACE VALUE MASK
 *	to NAME SPACE VALUE MASK	NAME is the largest number that COUNTER
 *					grows by from an instruction of "from" to
 *					the next one of "to"; COUNTER is named
 *					above
 *
 * Numbers are hexadecimal. A counter can be named more than once: it counts the
 * events of all its lines; with "less", the number can be negative. The output begins with a line of names: "insns" and
 * the counters; "=NAME" is a counter of "from" and "to", which is not a sum over
 * the operations of a window. Each line after it is a window, with the numbers of
 * these counters. The instruction at BEGIN belongs to the window, the one at END does
 * not. A line without newline is incomplete.
 *
 * An instruction is counted before it is executed, by code that QEMU inserts
 * between the instructions; only the markers, "from" and "to" call a function. So
 * counting is cheap. It does not change what is counted: under -icount, guest time depends
 * on guest instructions alone.
 */
#include "qemu-plugin.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The version of QEMU's interface that the plugin uses: 1 or 3. */
QEMU_PLUGIN_EXPORT int qemu_plugin_version = 1;

/*
 * Choose the version of the interface that this emulator has. QEMU loads the
 * plugin, which runs this constructor, and reads the version afterwards. So one
 * plugin works with all emulators of a computer, even after an upgrade, and no
 * version number has to be parsed.
 *
 * QEMU 9.0, whose latest version is 2, refuses the plugin with a message. No
 * Debian release has QEMU 9.0.
 */
__attribute__((constructor))
static void choose_version(void)
{
	qemu_plugin_version = qemu_plugin_scoreboard_new ? 3 : 1;
}

#define MAX_COUNTERS	32
#define MAX_RULES	64
#define MAX_BYTES	8

/*
 * struct counter - a counter
 * @name: name that is printed
 * @now: the count since the start of the machine, if QEMU counts in the
 *	plugin's memory
 * @then: the count at the beginning of the window
 * @of: the counter of which this one shows the longest stretch; NULL: this is
 *	a plain counter
 * @in_stretch: a stretch has begun
 * @start: the count of @of at the beginning of the stretch
 * @longest: length of the longest stretch in the window
 */
struct counter {
	char name[32];
	uint64_t now;
	uint64_t then;
	const struct counter *of;
	bool in_stretch;
	uint64_t start;
	int64_t longest;
};

/* struct element - an element of a scoreboard: the counts of one CPU */
struct element {
	uint64_t now[MAX_COUNTERS];
};

/* struct space - a range of addresses */
struct space {
	char name[32];
	uint64_t low, high;
};

/* enum action - what an instruction does with a counter */
enum action { INCREMENT, DECREMENT, BEGIN_STRETCH, END_STRETCH };

/*
 * struct rule - when a counter is changed
 * @space: range of addresses of the instruction; NULL: anywhere
 * @len: length of the pattern; 0: there is no pattern
 * @address: address of the instruction, if there is no pattern; 0: any
 */
struct rule {
	struct counter *counter;
	enum action action;
	const struct space *space;
	size_t len;
	unsigned char value[MAX_BYTES];
	unsigned char mask[MAX_BYTES];
	uint64_t address;
	bool anything;
};

/* struct marker - an instruction that begins or ends a window */
struct marker {
	uint64_t address;
	bool begins;
};

static struct counter counters[MAX_COUNTERS];
static struct space spaces[MAX_RULES];
static struct rule rules[MAX_RULES];
static struct marker markers[MAX_RULES];
static size_t n_counters, n_spaces, n_rules, n_markers;
static struct qemu_plugin_scoreboard *scoreboard;
static bool in_window;
static FILE *out;

/* The place where QEMU counts, with version 3. */
static qemu_plugin_u64 place(const struct counter *c)
{
	return (qemu_plugin_u64){
		scoreboard,
		offsetof(struct element, now) + (c - counters) * sizeof(uint64_t),
	};
}

/* The count of all CPUs since the start of the machine. */
static uint64_t count(const struct counter *c)
{
	return scoreboard ? qemu_plugin_u64_sum(place(c)) : c->now;
}

static void begin_stretch(unsigned int vcpu, void *data)
{
	struct counter *c = data;

	(void)vcpu;
	c->start = count(c->of);
	c->in_stretch = true;
}

static void end_stretch(unsigned int vcpu, void *data)
{
	struct counter *c = data;
	int64_t length;

	(void)vcpu;
	if (!c->in_stretch)
		return;
	c->in_stretch = false;
	length = count(c->of) - c->start;
	if (length > c->longest)
		c->longest = length;
}

static void begin_window(unsigned int vcpu, void *data)
{
	(void)vcpu;
	(void)data;
	for (size_t i = 0; i < n_counters; i++) {
		counters[i].then = count(&counters[i]);
		counters[i].in_stretch = false;
		counters[i].longest = 0;
	}
	in_window = true;
}

/* The number that is printed at the end of a window. */
static int64_t result(const struct counter *c)
{
	return c->of ? c->longest : (int64_t)(count(c) - c->then);
}

/*
 * Callback for an end marker. An end without a beginning is ignored: it belongs
 * to no window.
 */
static void end_window(unsigned int vcpu, void *data)
{
	(void)vcpu;
	(void)data;
	if (!in_window)
		return;
	in_window = false;
	for (size_t i = 0; i < n_counters; i++)
		fprintf(out, "%s%lld", i ? " " : "",
			(long long)result(&counters[i]));
	fputc('\n', out);
	fflush(out);
}

/* QEMU has no inline subtraction: the sum wraps around to the same number. */
static void add(struct qemu_plugin_insn *insn, struct counter *c, int64_t n)
{
	if (scoreboard)
		qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn,
			QEMU_PLUGIN_INLINE_ADD_U64, place(c), n);
	else
		qemu_plugin_register_vcpu_insn_exec_inline(insn,
			QEMU_PLUGIN_INLINE_ADD_U64, &c->now, n);
}

/* Read the first bytes of the instruction. Returns their number. */
static size_t read_insn(const struct qemu_plugin_insn *insn,
			unsigned char to[MAX_BYTES])
{
	size_t len = qemu_plugin_insn_size(insn);
	qemu_plugin_insn_data_1_t data;

	if (qemu_plugin_version > 1)
		return qemu_plugin_insn_data(insn, to, MAX_BYTES);
	/* The cast goes through a neutral type, as gcc warns of a direct cast. */
	data = (qemu_plugin_insn_data_1_t)(void (*)(void))qemu_plugin_insn_data;
	len = len < MAX_BYTES ? len : MAX_BYTES;
	memcpy(to, data(insn), len);
	return len;
}

static bool rule_matches(const struct rule *r, uint64_t address,
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

static void apply_rule(struct qemu_plugin_insn *insn, const struct rule *r)
{
	if (r->action == INCREMENT || r->action == DECREMENT)
		add(insn, r->counter, r->action == INCREMENT ? 1 : -1);
	else
		qemu_plugin_register_vcpu_insn_exec_cb(insn,
			r->action == BEGIN_STRETCH ? begin_stretch : end_stretch,
			QEMU_PLUGIN_CB_NO_REGS, r->counter);
}

static void translate_one(struct qemu_plugin_insn *insn)
{
	uint64_t address = qemu_plugin_insn_vaddr(insn);
	unsigned char bytes[MAX_BYTES];
	size_t len = read_insn(insn, bytes);

	for (size_t i = 0; i < n_markers; i++) {
		if (markers[i].address == address)
			qemu_plugin_register_vcpu_insn_exec_cb(insn,
				markers[i].begins ? begin_window : end_window,
				QEMU_PLUGIN_CB_NO_REGS, NULL);
	}
	add(insn, &counters[0], 1);
	for (size_t i = 0; i < n_rules; i++) {
		if (rule_matches(&rules[i], address, bytes, len))
			apply_rule(insn, &rules[i]);
	}
}

static void translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++)
		translate_one(qemu_plugin_tb_get_insn(tb, i));
}

static struct counter *known_counter(const char *name)
{
	for (size_t i = 0; name && i < n_counters; i++) {
		if (!strcmp(counters[i].name, name))
			return &counters[i];
	}
	return NULL;
}

/* Find the counter with that name, or make it. Returns NULL if there is no room. */
static struct counter *find_counter(const char *name)
{
	struct counter *c = known_counter(name);

	if (c)
		return c;
	if (n_counters == MAX_COUNTERS || strlen(name) >= sizeof(counters->name))
		return NULL;
	strcpy(counters[n_counters].name, name);
	return &counters[n_counters++];
}

static bool parse_number(const char *word, uint64_t *n)
{
	char *rest;

	if (!word)
		return false;
	*n = strtoull(word, &rest, 16);
	return rest != word && !*rest;
}

/* Parse a string of bytes. Returns their number, 0 if @word is not such a string. */
static size_t parse_bytes(const char *word, unsigned char to[MAX_BYTES])
{
	size_t n = 0;

	for (; word && word[0] && word[1] && n < MAX_BYTES; word += 2) {
		char pair[] = { word[0], word[1], '\0' };
		uint64_t value;

		if (!parse_number(pair, &value))
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
	return parse_number(address, &m->address);
}

static bool add_space(const char *name, char **save)
{
	struct space *s = &spaces[n_spaces];

	if (n_spaces++ == MAX_RULES || strlen(name) >= sizeof(s->name))
		return false;
	strcpy(s->name, name);
	return parse_number(strtok_r(NULL, " ", save), &s->low) &&
	       parse_number(strtok_r(NULL, " ", save), &s->high);
}

/* Parse "SPACE VALUE MASK", the end of a line, into a new rule. */
static struct rule *add_pattern(char **save)
{
	struct rule *r = &rules[n_rules];

	if (n_rules++ == MAX_RULES ||
	    !find_space(strtok_r(NULL, " ", save), &r->space))
		return NULL;
	r->len = parse_bytes(strtok_r(NULL, " ", save), r->value);
	if (!r->len || parse_bytes(strtok_r(NULL, " ", save), r->mask) != r->len)
		return NULL;
	return r;
}

static bool add_insn(const char *name, char **save)
{
	struct rule *r = add_pattern(save);

	if (r)
		r->counter = find_counter(name);
	return r && r->counter;
}

static bool add_from(const char *name, char **save)
{
	const char *of = strtok_r(NULL, " ", save);
	struct rule *r = known_counter(of) ? add_pattern(save) : NULL;

	if (!r)
		return false;
	r->action = BEGIN_STRETCH;
	r->counter = find_counter(name);
	if (r->counter)
		r->counter->of = find_counter(of);
	return r->counter && r->counter->of != r->counter;
}

static bool add_to(const char *name, char **save)
{
	struct rule *r = known_counter(name) ? add_pattern(save) : NULL;

	if (!r)
		return false;
	r->action = END_STRETCH;
	r->counter = find_counter(name);
	return r->counter->of;
}

static bool add_all(const char *name, char **save)
{
	struct rule *r = &rules[n_rules];

	if (n_rules++ == MAX_RULES)
		return false;
	r->counter = find_counter(name);
	r->anything = true;
	return r->counter && find_space(strtok_r(NULL, " ", save), &r->space);
}

static bool add_calls(const char *name, enum action action, char **save)
{
	const char *word;

	while ((word = strtok_r(NULL, " ", save))) {
		struct rule *r = &rules[n_rules];

		if (n_rules++ == MAX_RULES)
			return false;
		r->action = action;
		r->counter = find_counter(name);
		if (!r->counter || !parse_number(word, &r->address))
			return false;
	}
	return find_counter(name);
}

static bool add_less(const char *name, char **save)
{
	const struct counter *c = known_counter(name);

	return c && !c->of && add_calls(name, DECREMENT, save);
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
		return add_calls(name, INCREMENT, &save);
	if (!strcmp(verb, "less"))
		return add_less(name, &save);
	if (!strcmp(verb, "all"))
		return add_all(name, &save);
	if (!strcmp(verb, "from"))
		return add_from(name, &save);
	if (!strcmp(verb, "to"))
		return add_to(name, &save);
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
	find_counter("insns");
	while (ok && fgets(line, sizeof(line), f)) {
		no++;
		ok = strchr(line, '\n');
		line[strcspn(line, "\n")] = '\0';
		ok = ok && read_line(line);
		if (!ok)
			fprintf(stderr, "%s:%d: this line is not understood\n", path, no);
	}
	if (f)
		fclose(f);
	return ok;
}

static const char *find_argument(int argc, char **argv, const char *name)
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
	const char *plan = find_argument(argc, argv, "plan");
	const char *path = find_argument(argc, argv, "out");

	(void)info;
	if (!plan || !path || !read_plan(plan))
		return -1;
	scoreboard = NULL;
	if (qemu_plugin_version > 1)
		scoreboard = qemu_plugin_scoreboard_new(sizeof(struct element));
	out = fopen(path, "we");
	if (!out) {
		perror(path);
		return -1;
	}
	for (size_t i = 0; i < n_counters; i++)
		fprintf(out, "%s%s%s", i ? " " : "", counters[i].of ? "=" : "",
			counters[i].name);
	fputc('\n', out);
	fflush(out);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
	return 0;
}
