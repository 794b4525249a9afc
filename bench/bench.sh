#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# bench.sh - measure everything, and write docs/results.md and docs/plots/. Exits
# with 1 if a cost is over its budget, and with another status if the costs could
# not be judged.

set -u
cd "$(dirname "$0")/.." || exit 3
./lazymmu doctor --install >/dev/null || exit 16
KERNEL=${KERNEL:-$(./lazymmu versions --default)} || exit
export KERNEL
mkdir -p build
./lazymmu bench -k "$KERNEL" --curves --json build/bench.json --report docs
status=$?
# With another status, docs/results.md is old or incomplete.
test "$status" -le 1 || exit "$status"
sh bench/apply.sh >build/apply.md || exit 3
cat build/apply.md >>docs/results.md || exit 3
exit "$status"
