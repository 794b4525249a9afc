/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Does KVM work on this computer? QEMU is asked, without a kernel of ours: a
 * kernel under test that does not boot says nothing about KVM.
 */
#ifndef LAZYMMU_KVM_H
#define LAZYMMU_KVM_H

#include "build/target.h"

/**
 * kvm_probe - let QEMU run a target's machine under KVM, with its firmware only
 * @t: the target; @t->qemu_kvm has the CPU model that KVM is used with
 * @why: set to QEMU's reason if KVM cannot be used, to be freed by the caller;
 *	 NULL otherwise
 *
 * Nothing is remembered: the answer takes less than a second, and a wrong one
 * must not outlive the run.
 *
 * Return: 1 if the machine runs, 0 if it does not, or a negative errno value
 * with the failure recorded (QEMU is missing; interrupted).
 */
int kvm_probe(const struct target *t, char **why);

#endif
