#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# types.sh - kernels whose architecture has a type of its own for the state of a
# lazy MMU section, as tests/types has them, pass all tests.
# KERNEL in the environment is the kernel version that is tested: see which.sh.

set -u
cd "$(dirname "$0")/.." || exit 3
. tests/stage.sh

. tests/which.sh
stage "arm64, a struct of 16 bytes" \
	./lazymmu test -k "$KERNEL" --series="$SERIES" --with tests/types/arm64-struct arm64
stage "x86, a number of 64 bits" \
	./lazymmu test -k "$KERNEL" --series="$SERIES" --with tests/types/x86-u64 x86_64 x86_64-xen

stages_end
