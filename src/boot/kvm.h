/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is KVM useful on this computer? QEMU is asked with the firmware of a machine and
 * without a kernel, because a kernel under test that does not boot says nothing
 * about KVM.
 */
#ifndef LAZYMMU_KVM_H
#define LAZYMMU_KVM_H

#include "build/target.h"

/**
 * kvm_probe - run the firmware of a target's machine under KVM
 * @t: the target; @t->qemu_kvm has the CPU model for KVM
 * @why: set to the reason if KVM should not be used, to be freed by the caller;
 *	 NULL otherwise
 *
 * The firmware is emulated first, to know how long it may take. On some computers
 * KVM interprets every instruction: a boot takes half an hour with KVM there, and
 * half a minute with emulation.
 *
 * The answer is not stored: asking takes a second, and a wrong answer must not
 * outlive the run.
 *
 * Return: 1 if KVM should be used, 0 if QEMU refuses or KVM is slower than
 * emulation, or a negative errno value with the failure recorded (QEMU is
 * missing; interrupted).
 */
int kvm_probe(const struct target *t, char **why);

#endif
