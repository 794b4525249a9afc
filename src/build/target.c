// SPDX-License-Identifier: GPL-2.0-only
/* Reading targets/. */
#include "build/target.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/fail.h"
#include "util/file.h"
#include "util/keyvalue.h"
#include "util/paths.h"
#include "util/strbuf.h"

#define DEFAULT_TIMEOUT_S	300

static void set_text(char **at, const char *value)
{
	free(*at);
	*at = str_dup(value);
}

static void set_list(struct strlist *at, const char *value)
{
	sl_free(at);
	sl_split(at, value, " \t");
}

static const char *set_kind(struct target *t, const char *value)
{
	t->compile_only = !strcmp(value, "compile");
	t->extra = !strcmp(value, "extra");
	if (t->compile_only || t->extra || !strcmp(value, "boot"))
		return NULL;
	return "is neither boot nor extra nor compile";
}

const char *target_kind(const struct target *t)
{
	return t->compile_only ? "compile" : t->extra ? "extra" : "boot";
}

static const char *set_timeout(struct target *t, const char *value)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (*end || n <= 0 || n > 24 * 3600)
		return "is not a number of seconds";
	t->timeout_s = n;
	return NULL;
}

static const char *set_entry(struct target *t, const char *value)
{
	char *end;

	t->entry = strtoul(value, &end, 10);
	if (!isdigit((unsigned char)*value) || *end || t->entry > 64)
		return "is not a number of bytes up to 64";
	return NULL;
}

static const char *set_hypervisor(struct target *t, const char *value)
{
	set_text(&t->hypervisor, value);
	return strcmp(value, "xen") ? "is not a known hypervisor: only xen is" : NULL;
}

static const char *set_key(void *arg, const char *key, const char *value)
{
	struct target *t = arg;
	const struct {
		const char *key;
		char **text;
		struct strlist *list;
	} keys[] = {
		{ "description", &t->description, NULL },
		{ "boots", &t->kernel, NULL },
		{ "arch", &t->arch, NULL },
		{ "srcarch", &t->srcarch, NULL },
		{ "cross", &t->cross, NULL },
		{ "config", NULL, &t->config },
		{ "make", NULL, &t->make },
		{ "image", &t->image, NULL },
		{ "qemu", NULL, &t->qemu },
		{ "qemu-tcg", NULL, &t->qemu_tcg },
		{ "qemu-kvm", NULL, &t->qemu_kvm },
		{ "kvm-probe", NULL, &t->kvm_probe },
		{ "kvm-expect", &t->kvm_expect, NULL },
		{ "append", &t->append, NULL },
		{ "bench-append", &t->bench_append, NULL },
		{ "hypervisor-append", &t->hypervisor_append, NULL },
		{ "expect", &t->expect, NULL },
		{ "interrupts", NULL, &t->interrupts },
		{ "packages", NULL, &t->packages },
	};

	/* Keys of which a target may have several lines. */
	const struct {
		const char *key;
		struct strlist *list;
	} repeated[] = {
		{ "space", &t->spaces },
		{ "count", &t->counts },
	};

	if (!strcmp(key, "kind"))
		return set_kind(t, value);
	if (!strcmp(key, "timeout"))
		return set_timeout(t, value);
	if (!strcmp(key, "entry"))
		return set_entry(t, value);
	if (!strcmp(key, "hypervisor"))
		return set_hypervisor(t, value);
	for (size_t i = 0; i < ARRAY_SIZE(repeated); i++) {
		if (!strcmp(key, repeated[i].key)) {
			sl_add(repeated[i].list, value);
			return NULL;
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strcmp(key, keys[i].key))
			continue;
		if (keys[i].text)
			set_text(keys[i].text, value);
		else
			set_list(keys[i].list, value);
		return NULL;
	}
	return "is not a key of a target";
}

static void target_free(struct target *t)
{
	free(t->name);
	free(t->description);
	free(t->kernel);
	free(t->arch);
	free(t->srcarch);
	free(t->cross);
	sl_free(&t->config);
	sl_free(&t->make);
	free(t->image);
	sl_free(&t->qemu);
	sl_free(&t->qemu_tcg);
	sl_free(&t->qemu_kvm);
	sl_free(&t->kvm_probe);
	free(t->kvm_expect);
	free(t->append);
	free(t->bench_append);
	free(t->hypervisor);
	free(t->hypervisor_append);
	free(t->expect);
	sl_free(&t->spaces);
	sl_free(&t->counts);
	sl_free(&t->interrupts);
	sl_free(&t->packages);
}

void targets_free(struct targets *ts)
{
	for (size_t i = 0; i < ts->n; i++)
		target_free(&ts->v[i]);
	free(ts->v);
	ts->v = NULL;
	ts->n = 0;
}

static int load_one(const char *dir, const char *name, struct targets *ts)
{
	struct target *t;
	char *path;
	int ret;

	t = realloc(ts->v, (ts->n + 1) * sizeof(*t));
	if (!t)
		oom();
	ts->v = t;
	t += ts->n++;
	*t = (struct target){
		.name = str_dup(name),
		.description = str_dup(""),
		.kernel = str_dup(name),
		.arch = str_dup(""),
		.srcarch = str_dup(""),
		.cross = str_dup(""),
		.image = str_dup(""),
		.append = str_dup(""),
		.bench_append = str_dup(""),
		.hypervisor = str_dup(""),
		.hypervisor_append = str_dup(""),
		.kvm_expect = str_dup(""),
		.expect = str_dup(""),
		.timeout_s = DEFAULT_TIMEOUT_S,
	};
	path = path_join(dir, name);
	ret = keyvalue_read(path, set_key, t);
	free(path);
	if (!*t->srcarch)
		set_text(&t->srcarch, t->arch);
	return ret;
}

/* A target that boots the kernel of another target takes over the keys of its build. */
static int inherit_build(struct targets *ts, struct target *t)
{
	const struct target *k;

	if (!strcmp(t->kernel, t->name))
		return 0;
	k = target_find(ts, t->kernel);
	if (!k || strcmp(k->kernel, k->name))
		return fail(EXIT_TOOL, EINVAL,
			    "targets/%s boots '%s', which is not a target with a kernel of its own",
			    t->name, t->kernel);
	set_text(&t->arch, k->arch);
	set_text(&t->srcarch, k->srcarch);
	set_text(&t->cross, k->cross);
	set_text(&t->image, k->image);
	sl_free(&t->config);
	sl_add_all(&t->config, &k->config);
	sl_free(&t->make);
	sl_add_all(&t->make, &k->make);
	sl_add_all(&t->packages, &k->packages);
	sl_free(&t->interrupts);
	sl_add_all(&t->interrupts, &k->interrupts);
	t->entry = k->entry;
	return 0;
}

static int check_target(const struct target *t)
{
	const char *lacks = !*t->arch ? "arch" :
			    !t->config.n ? "config" :
			    !t->make.n ? "make" :
			    t->compile_only ? NULL :
			    !*t->image ? "image" :
			    !t->qemu.n ? "qemu" :
			    !*t->append ? "append" :
			    !t->qemu_kvm.n ? NULL :
			    !t->kvm_probe.n ? "kvm-probe" :
			    !*t->kvm_expect ? "kvm-expect" : NULL;

	if (lacks)
		return fail(EXIT_TOOL, EINVAL, "targets/%s has no '%s'",
			    t->name, lacks);
	return 0;
}

/*
 * Order of targets: those that boot come first, then those that boot if they are
 * named; then by name.
 */
static int by_kind_and_name(const void *a, const void *b)
{
	const struct target *x = a, *y = b;

	if (x->compile_only != y->compile_only)
		return x->compile_only - y->compile_only;
	if (x->extra != y->extra)
		return x->extra - y->extra;
	return strcmp(x->name, y->name);
}

static char *targets_dir(const char *dir)
{
	if (dir)
		return str_dup(dir);
	return home_dir() ? path_join(home_dir(), "targets") : NULL;
}

int targets_load(const char *dir, struct targets *ts)
{
	char *path = targets_dir(dir);
	struct strlist names = { 0 };
	int ret;

	*ts = (struct targets){ 0 };
	if (!path)
		return -ENOENT;
	ret = list_dir(path, &names);
	if (ret < 0)
		fail(EXIT_TOOL, -ret, "%s cannot be read: %s", path, strerror(-ret));
	for (size_t i = 0; !ret && i < names.n; i++) {
		/* x86_64 is a target; x86_64.config and an editor's copies are not */
		if (!strpbrk(names.v[i], ".~#"))
			ret = load_one(path, names.v[i], ts);
	}
	for (size_t i = 0; !ret && i < ts->n; i++)
		ret = inherit_build(ts, &ts->v[i]);
	for (size_t i = 0; !ret && i < ts->n; i++)
		ret = check_target(&ts->v[i]);
	if (!ret && ts->n)
		qsort(ts->v, ts->n, sizeof(ts->v[0]), by_kind_and_name);
	if (ret)
		targets_free(ts);
	sl_free(&names);
	free(path);
	return ret;
}

const struct target *target_find(const struct targets *ts, const char *name)
{
	for (size_t i = 0; i < ts->n; i++) {
		if (!strcmp(ts->v[i].name, name))
			return &ts->v[i];
	}
	return NULL;
}

static bool has(const struct target *const *v, int n, const struct target *t)
{
	while (n--) {
		if (v[n] == t)
			return true;
	}
	return false;
}

int targets_select(const struct targets *ts, char *const *names, bool bootable,
		   const struct target ***out)
{
	const struct target **v = calloc(ts->n + 1, sizeof(*v)), *t;
	int n = 0;

	if (!v)
		oom();
	*out = v;
	for (size_t i = 0; !*names && i < ts->n; i++) {
		if (!bootable || (!ts->v[i].compile_only && !ts->v[i].extra))
			v[n++] = &ts->v[i];
	}
	for (; *names; names++) {
		t = target_find(ts, *names);
		if (!t)
			return fail(EXIT_USAGE, EINVAL,
				    "there is no target '%s'; 'lazymmu targets' lists them",
				    *names);
		if (bootable && t->compile_only)
			return fail(EXIT_USAGE, EINVAL,
				    "target '%s' can be built, but not booted",
				    t->name);
		if (!has(v, n, t))
			v[n++] = t;
	}
	/* Of no targets, none could fail. */
	if (!n)
		return fail(EXIT_TOOL, ENOENT, bootable ?
			    "no target can be booted: targets/ has no file of the kind 'boot'" :
			    "there is no target: targets/ has no file for one");
	return n;
}
