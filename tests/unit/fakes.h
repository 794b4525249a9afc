/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fake make, compiler and emulator: the tests can let them fail in any way,
 * and need no kernel.
 */
#ifndef LAZYMMU_TEST_FAKES_H
#define LAZYMMU_TEST_FAKES_H

#include "fixture.h"

/**
 * fakes_setup - fixture_setup(), a series, a kernel in k/, targets, and the
 * programs in bin/, which is first in PATH (a cmocka setup function)
 *
 * The targets: "t" boots, "u" boots the same kernel, "kvm" would like KVM, "x"
 * is t's kernel under Xen, and "c" is only compiled.
 */
int fakes_setup(void **state);

/** fakes_teardown - end what fakes_setup() began */
int fakes_teardown(void **state);

/**
 * does - set the shell commands that @program (make, gcc or qemu) runs
 *
 * make runs them before it makes the image; "$out" is the output directory. gcc
 * runs them first. qemu runs nothing else; its working directory holds the
 * console.
 */
void does(const char *program, const char *commands);

/** count - how often the file @path below @top contains @part; 0 without such a file */
size_t count(const char *path, const char *part);

#endif
