#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# busted.sh [NAME...] - break the ported kernel on purpose with the patches in
# tests/busted/, and check that the tests notice: see tests/busted/main.c.
# KERNEL in the environment is the kernel version that is broken.

set -u
cd "$(dirname "$0")/.." || exit 3
make -s lazymmu build/busted || exit 3
exec build/busted "$@"
