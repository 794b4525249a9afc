#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# bench.sh - measure everything, and write docs/results.md and docs/plots/. Exits
# with 1 if something is over its budget.

set -u
cd "$(dirname "$0")/.." || exit 3
./lazymmu doctor --install >/dev/null || exit
mkdir -p build
./lazymmu bench --json build/bench.json --report docs
status=$?
test "$status" -le 1 || exit "$status"
sh bench/apply.sh >build/apply.md || exit
cat build/apply.md >>docs/results.md
exit "$status"
