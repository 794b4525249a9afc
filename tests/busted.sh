#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# busted.sh [NAME...] - break the ported kernel on purpose with the patches in
# tests/busted/, and check that the tests notice: see tests/busted/main.c.
# KERNEL and SERIES in the environment are what is broken: see which.sh.

set -u
cd "$(dirname "$0")/.." || exit 3
make -s lazymmu build/busted || exit 3
. tests/which.sh
exec build/busted "$@"
