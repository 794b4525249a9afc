#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# demo.sh - port the default kernel, boot the stock and the ported kernel as Xen PV
# guests, and compare what happens when sections nest.

set -u
cd "$(dirname "$0")/.." || exit 3
trap 'exit 130' INT TERM
say() { printf '\n--- %s\n' "$*"; }

./lazymmu doctor --install || exit
KERNEL=${KERNEL:-$(./lazymmu versions --default)} || exit

say "The kernel: Linux $KERNEL, as a git repository"
kernel=$(./lazymmu fetch "$KERNEL" | tail -n 1)
test -n "$kernel" || exit 19
echo "$kernel"

say "The series: one commit per step, on a branch of its own"
./lazymmu apply "$KERNEL" || exit
rm -rf build/series
./lazymmu series -o build/series "$KERNEL" >/dev/null || exit

say "The stock kernel under Xen, with the test suite"
./lazymmu test -k "$KERNEL" --stock --json build/stock.json x86_64-xen
stock=$?

say "The ported kernel under Xen, with the same test suite"
./lazymmu test -k "$KERNEL" --json build/ported.json x86_64-xen
ported=$?

say "Side by side"
./lazymmu compare build/stock.json build/ported.json || exit

say "What you have now"
echo "branch lazymmu/$KERNEL in $kernel"
echo "patches to mail in $PWD/build/series"
if test $stock -ne 5 || test $ported -ne 0; then
	echo "The demonstration went wrong: the stock kernel should have" \
		"panicked (5, is $stock), the ported one passed (0, is $ported)." >&2
	exit 1
fi
echo "The stock kernel dies at the nested section; the ported one passes."
