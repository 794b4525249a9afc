// SPDX-License-Identifier: GPL-2.0-only
#include "measure/sizes.h"

#include <ctype.h>
#include <string.h>

#include "util/cleanup.h"
#include "util/file.h"
#include "util/strbuf.h"

static bool is_text(const struct symbol *s)
{
	return s->size && strchr("tTwW", s->type);
}

/* A copy of @name without any "." that digits follow, and without these digits. */
static char *without_numbers(const char *name)
{
	struct strbuf out = STRBUF_INIT;

	while (*name) {
		size_t len = *name == '.' ? strspn(name + 1, "0123456789") : 0;

		if (len)
			name += 1 + len;
		else
			sb_addch(&out, *name++);
	}
	return sb_detach(&out);
}

void sizes_take(struct sizes *s, const struct settings *settings,
		const struct symbols *symbols)
{
	const struct symbol *start = symbols_find(symbols, "__per_cpu_start", NULL);
	const struct symbol *end = symbols_find(symbols, "__per_cpu_end", NULL);
	const struct symbol *task = symbols_find(symbols, "init_task", NULL);

	*s = (struct sizes){
		.task = task ? task->size : 0,
		.percpu = start && end ? end->address - start->address : 0,
	};
	for (size_t i = 0; i < symbols->n; i++) {
		const struct symbol *one = &symbols->v[i];
		char *name __cleanup(str_free) = NULL;

		if (!is_text(one) || settings_is_workload(settings, one->name))
			continue;
		s->text += one->size;
		name = without_numbers(one->name);
		functions_add(&s->functions, name, one->size);
	}
	functions_sort(&s->functions, FUNCTIONS_SUM);
}

int sizes_read(struct sizes *s, const struct settings *settings,
	       const char *outdir, const char *cross)
{
	struct symbols symbols __cleanup(symbols_free) = { 0 };
	char *vmlinux __cleanup(str_free) = path_join(outdir, "vmlinux");
	int err = symbols_read(&symbols, cross, vmlinux);

	if (!err)
		sizes_take(s, settings, &symbols);
	return err;
}

void sizes_free(struct sizes *s)
{
	functions_free(&s->functions);
	*s = (struct sizes){ 0 };
}
