#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# bench.sh - measure everything, and write docs/results.md and docs/plots/. Exits
# with 1 if something is over its budget, and with something else if it could not
# be found out.

set -u
cd "$(dirname "$0")/.." || exit 3
./lazymmu doctor --install >/dev/null || exit 16
KERNEL=${KERNEL:-$(./lazymmu versions --default)} || exit
export KERNEL
mkdir -p build
./lazymmu bench -k "$KERNEL" --json build/bench.json --report docs
status=$?
# Otherwise docs/results.md is an old one, or not to be believed.
test "$status" -le 1 || exit "$status"
sh bench/apply.sh >build/apply.md || exit 3
cat build/apply.md >>docs/results.md || exit 3
exit "$status"
