/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is KVM of use on this computer? QEMU runs the machine's firmware and no
 * kernel: a kernel under test that does not boot says nothing about KVM.
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
 * The answer is not stored: asking takes a second, and a wrong answer must not
 * outlive the run.
 *
 * Return: 1 if the firmware finished in time, 0 if QEMU refuses or KVM is too
 * slow, or a negative errno value with the failure recorded (QEMU is missing;
 * interrupted).
 */
int kvm_probe(const struct target *t, char **why);

#endif
