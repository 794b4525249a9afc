/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is KVM of use on this computer? QEMU is asked, with the machine's firmware and
 * without a kernel of ours: a kernel under test that does not boot says nothing
 * about KVM.
 */
#ifndef LAZYMMU_KVM_H
#define LAZYMMU_KVM_H

#include "build/target.h"

/**
 * kvm_probe - let the firmware of a target's machine run under KVM
 * @t: the target; @t->qemu_kvm has the CPU model that KVM is used with
 * @why: set to the reason if KVM is not to be used, to be freed by the caller;
 *	 NULL otherwise
 *
 * Nothing is remembered: the answer takes a second, and a wrong one must not
 * outlive the run.
 *
 * Return: 1 if the firmware has come to its end in time, 0 if QEMU refuses or
 * KVM is too slow, or a negative errno value with the failure recorded (QEMU is
 * missing; interrupted).
 */
int kvm_probe(const struct target *t, char **why);

#endif
