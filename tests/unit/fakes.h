/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A make, a compiler and an emulator of the tests' own: how they fail is what
 * the command has to deal with, and no kernel is needed for that.
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

/** fakes_teardown - the end of it */
int fakes_teardown(void **state);

/**
 * does - what @program (make, gcc or qemu) does besides, as shell commands
 *
 * make: before it makes the image; "$out" is the output directory. gcc: before
 * anything else. qemu: all that it does; it is where its console is.
 */
void does(const char *program, const char *commands);

/** count - how often @part is in the file @path below @top; 0: no such file */
size_t count(const char *path, const char *part);

#endif
