// SPDX-License-Identifier: GPL-2.0-only
/* What a kernel takes without running. */
#include "measure/size.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/proc.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/strbuf.h"

/* The workloads are in all kernels that are compared, and in no other. */
static bool is_workload(const char *name)
{
	return !strncmp(name, "bench_", 6) || !strncmp(name, "lazy_mmu_bench", 14);
}

static bool is_text(const struct symbol *s)
{
	return strchr("tTwW", s->type) && s->size && !is_workload(s->name);
}

static void take_symbols(struct footprint *f)
{
	const struct symbol *start, *end, *task;

	for (size_t i = 0; i < f->symbols.n; i++) {
		if (is_text(&f->symbols.v[i]))
			f->text += f->symbols.v[i].size;
	}
	task = symbols_find(&f->symbols, "init_task", NULL);
	start = symbols_find(&f->symbols, "__per_cpu_start", NULL);
	end = symbols_find(&f->symbols, "__per_cpu_end", NULL);
	f->task = task ? task->size : 0;
	f->percpu = start && end ? end->address - start->address : 0;
}

/*
 * struct frames - a disassembly being read
 * @now: the function, and what it has pushed and reserved so far
 * @entered: what it pushes from here on is not its frame
 */
struct frames {
	struct symbols *out;
	struct symbol now;
	uint64_t pushed, reserved;
	bool entered;
};

static void end_function(struct frames *f)
{
	struct strbuf line = STRBUF_INIT;

	if (f->now.name) {
		sb_addf(&line, "%" PRIx64 " %" PRIx64 " t %s\n", f->now.address,
			f->pushed + f->reserved, f->now.name);
		symbols_parse(f->out, line.buf);
	}
	sb_free(&line);
	free(f->now.name);
	f->now = (struct symbol){ 0 };
	f->pushed = 0;
	f->reserved = 0;
	f->entered = false;
}

/*
 * "sub $0x28,%rsp", or, as that is shorter, "add $0xffffffffffffff80,%rsp" for
 * 128. Returns the bytes; 0: it reserves none.
 */
static uint64_t reserved(const char *line)
{
	const char *sub = strstr(line, "\tsub "), *add = strstr(line, "\tadd ");
	const char *p = sub ? sub : add;
	uint64_t n = 0;

	if (!p || !strstr(p, ",%rsp") ||
	    sscanf(p + 5, " $0x%" SCNx64 ",", &n) != 1)
		return 0;
	if (add)
		n = -n;
	/* the other way round, it is given back */
	return n >> 63 ? 0 : n;
}

/* Registers are saved before anything is called; later pushes are arguments. */
static bool ends_prologue(const char *line)
{
	return strstr(line, "\tcall ") || strstr(line, "\tpop ");
}

static void take_line(struct frames *f, const char *line)
{
	char name[256];
	uint64_t n;

	if (sscanf(line, "%" SCNx64 " <%255[^>]>:", &n, name) == 2) {
		end_function(f);
		f->now.name = str_dup(name);
		f->now.address = n;
	} else if (strstr(line, "\tpush ") && strchr(line, '%')) {
		f->pushed += f->entered ? 0 : 8;
	} else if ((n = reserved(line))) {
		f->reserved = n > f->reserved ? n : f->reserved;
		f->entered = true;
	} else if (ends_prologue(line)) {
		f->entered = true;
	}
}

static int disassembly_line(void *arg, const char *line, size_t len, bool is_err)
{
	(void)len;
	if (!is_err)
		take_line(arg, line);
	return 0;
}

void frames_parse(const char *text, struct symbols *out)
{
	struct frames f = { .out = out };

	while (*text) {
		size_t len = strcspn(text, "\n");
		char *line = strndup(text, len);

		if (!line)
			oom();
		take_line(&f, line);
		free(line);
		text += len + (text[len] == '\n');
	}
	end_function(&f);
}

static int read_frames(struct footprint *f, const char *vmlinux,
		       const char *cross)
{
	char *objdump = str_fmt("%sobjdump", cross);
	const char *const argv[] = {
		objdump, "-d", "--no-show-raw-insn", "-j", ".text", vmlinux, NULL
	};
	struct frames frames = { .out = &f->frames };
	int ret = proc_run(argv, &(struct proc){ .line = disassembly_line,
						 .arg = &frames });

	end_function(&frames);
	if (ret == -ENOENT)
		ret = fail(EXIT_MISSING_TOOL, ENOENT,
			   "'%s' is missing; 'lazymmu doctor --install' brings it",
			   objdump);
	else if (ret > 0)
		ret = fail(EXIT_TOOL, EIO, "%s of %s: %s", objdump, vmlinux,
			   proc_status(ret));
	free(objdump);
	return ret;
}

int footprint_read(struct footprint *f, const char *outdir, const char *arch,
		   const char *cross)
{
	char *vmlinux = path_join(outdir, "vmlinux");
	int ret;

	*f = (struct footprint){ 0 };
	ret = symbols_read(&f->symbols, cross, vmlinux);
	if (!ret)
		take_symbols(f);
	if (!ret && !strcmp(arch, "x86_64"))
		ret = read_frames(f, vmlinux, cross);
	if (ret)
		footprint_free(f);
	free(vmlinux);
	return ret;
}

void footprint_free(struct footprint *f)
{
	symbols_free(&f->symbols);
	symbols_free(&f->frames);
	*f = (struct footprint){ 0 };
}

static int by_name(const void *a, const void *b)
{
	const struct symbol *const *x = a, *const *y = b;
	int order = strcmp((*x)->name, (*y)->name);

	return order ? order : ((*x)->address > (*y)->address) -
			       ((*x)->address < (*y)->address);
}

/*
 * The symbols of @s with a size, by name; their number in @n. To be freed.
 * Several static functions may have one name: they are told apart by their
 * order, which a change elsewhere does not change.
 */
static const struct symbol **sorted(const struct symbols *s, size_t *n)
{
	const struct symbol **v = calloc(s->n + 1, sizeof(*v));

	if (!v)
		oom();
	*n = 0;
	for (size_t i = 0; i < s->n; i++) {
		if (is_text(&s->v[i]))
			v[(*n)++] = &s->v[i];
	}
	qsort(v, *n, sizeof(*v), by_name);
	return v;
}

struct change {
	const char *name;
	uint64_t before, after;
	long key;
};

static int by_key(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? 1 : -1;
	return strcmp(x->name, y->name);
}

/* What differs between the two, as changes; their number in @n. To be freed. */
static struct change *changes(const struct symbols *before,
			      const struct symbols *after, size_t *n)
{
	size_t nb, na, b = 0, a = 0;
	const struct symbol **vb = sorted(before, &nb), **va = sorted(after, &na);
	struct change *v = calloc(nb + na + 1, sizeof(*v));

	if (!v)
		oom();
	for (*n = 0; b < nb || a < na;) {
		int order = b == nb ? 1 : a == na ? -1 :
			    strcmp(vb[b]->name, va[a]->name);
		struct change c = {
			.name = order > 0 ? va[a]->name : vb[b]->name,
			.before = order > 0 ? 0 : vb[b]->size,
			.after = order < 0 ? 0 : va[a]->size,
		};

		b += order <= 0;
		a += order >= 0;
		if (c.before != c.after)
			v[(*n)++] = c;
	}
	free(vb);
	free(va);
	return v;
}

void footprint_diff(const struct footprint *before,
		    const struct footprint *after, struct strlist *out)
{
	size_t n;
	struct change *v = changes(&before->symbols, &after->symbols, &n);

	for (size_t i = 0; i < n; i++)
		v[i].key = labs((long)v[i].after - (long)v[i].before);
	qsort(v, n, sizeof(*v), by_key);
	for (size_t i = 0; i < n; i++)
		sl_addf(out, "%+ld %" PRIu64 " %" PRIu64 " %s",
			(long)v[i].after - (long)v[i].before, v[i].before,
			v[i].after, v[i].name);
	free(v);
}

/*
 * Functions that have sections in them. The compiler puts most of them into
 * their callers, which have them then.
 */
static const char *const holders[] = {
	"copy_pte_range", "copy_page_range",
	"zap_pte_range", "unmap_page_range",
	"remap_pte_range", "remap_pfn_range_internal", "remap_pfn_range_notrack",
	"apply_to_pte_range", "__apply_to_page_range",
	"change_pte_range", "change_protection_range", "change_protection",
	"move_ptes", "move_page_tables",
	"madvise_cold_or_pageout_pte_range", "madvise_free_pte_range",
	"walk_pte_range", "walk_pmd_range_locked", "walk_pmd_range",
	"lru_gen_look_around", "migrate_vma_collect_pmd",
	"pagemap_scan_pmd_entry",
	"vmap_pte_range", "vmap_range_noflush",
	"vmap_pages_pte_range", "vmap_small_pages_range_noflush",
	"__vmap_pages_range_noflush",
	"vunmap_pte_range", "__vunmap_range_noflush",
	"__change_page_attr_set_clr", "change_page_attr_set_clr",
};

/* The largest of the copies of a function; 0: there is none. */
static uint64_t frame(const struct footprint *f, const char *name)
{
	const struct symbol *s = NULL;
	uint64_t most = 0;

	while ((s = symbols_find(&f->frames, name, s)))
		most = s->size > most ? s->size : most;
	return most;
}

void footprint_holders(const struct footprint *before,
		       const struct footprint *after, uint64_t most[2],
		       struct strlist *out)
{
	struct change v[sizeof(holders) / sizeof(holders[0])];
	size_t n = 0;

	most[0] = most[1] = 0;
	for (size_t i = 0; i < sizeof(holders) / sizeof(holders[0]); i++) {
		struct change c = {
			.name = holders[i], .before = frame(before, holders[i]),
			.after = frame(after, holders[i]),
		};

		c.key = c.after;
		most[0] = c.before > most[0] ? c.before : most[0];
		most[1] = c.after > most[1] ? c.after : most[1];
		if (c.before || c.after)
			v[n++] = c;
	}
	qsort(v, n, sizeof(*v), by_key);
	for (size_t i = 0; i < n; i++)
		sl_addf(out, "%" PRIu64 " %" PRIu64 " %s", v[i].before,
			v[i].after, v[i].name);
}

void footprint_frames(const struct footprint *before,
		      const struct footprint *after, struct strlist *out)
{
	size_t n;
	struct change *v = changes(&before->frames, &after->frames, &n);

	for (size_t i = 0; i < n; i++)
		v[i].key = v[i].after;
	qsort(v, n, sizeof(*v), by_key);
	for (size_t i = 0; i < n; i++)
		sl_addf(out, "%" PRIu64 " %" PRIu64 " %s", v[i].before,
			v[i].after, v[i].name);
	free(v);
}
