#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# stock.sh - the suite can fail: on a stock kernel as Xen PV guest it finds
# sections that do not nest, and the one that sleeps ends the kernel, at the
# place where it is known to.

set -u
cd "$(dirname "$0")/.." || exit 3
log=$(mktemp) || exit 3
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM

./lazymmu test --stock x86_64-xen >"$log" 2>&1
status=$?
sed 's/^/# /' "$log"
if test $status -eq 5 && grep -q 'xen_start_context_switch' "$log" &&
   grep -q 'not ok .*pause_resume' "$log"; then
	echo "ok - the stock kernel dies in xen_start_context_switch()"
	echo "1 passed, 0 failed"
else
	echo "not ok - exit $status where the stock kernel should die (5)"
	echo "0 passed, 1 failed"
	exit 1
fi
