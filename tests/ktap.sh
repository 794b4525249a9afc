#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# ktap.sh TREE - compare our reader of KTAP with the kernel's own: for each log
# in TREE/tools/testing/kunit/test_data, build/ktap-totals has to give the totals
# of TREE/tools/testing/kunit/kunit_parser.py. Each log is a test.

set -u
cd "$(dirname "$0")/.." || exit 3
kunit=${1:?the path of a kernel tree}/tools/testing/kunit
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
passed=0
failed=0

# LOG PASSED FAILED SKIPPED CRASHED ERRORS: the totals of our reader for logs on
# which it differs from the kernel's on purpose. (CRASHED counts tests that were
# planned and never reported. ERRORS is "yes" or "no", because the kernel's reader
# may print several messages for one error.)
#
# no_tests_no_plan: the only case of a suite ran no test, and the suite is
# reported as "ok". The kernel's reader counts the suite as a test that passed.
differences="
test_is_test_passed-no_tests_no_plan.log 0 0 0 0 yes
"

# Write the totals of the kernel's reader, a line for each log.
python3 -B - "$kunit" >"$tmp/theirs" <<'EOF'
import contextlib, glob, inspect, io, os, sys

kunit = sys.argv[1]
sys.path.insert(0, kunit)
silence = io.StringIO()
with contextlib.redirect_stdout(silence):
    import kunit_parser
    import kunit_printer
for path in sorted(glob.glob(os.path.join(kunit, 'test_data', '*.log'))):
    with open(path, errors='surrogateescape') as log:
        arguments = [log.readlines()]
    if len(inspect.signature(kunit_parser.parse_run_tests).parameters) > 1:
        arguments.append(kunit_printer.Printer(output=silence))
    counts = kunit_parser.parse_run_tests(*arguments).counts
    print(os.path.basename(path), counts.passed, counts.failed, counts.skipped,
          counts.crashed, 'yes' if counts.errors else 'no')
EOF
test $? -eq 0 || { echo "$kunit: kunit_parser.py cannot be used"; exit 1; }
test -s "$tmp/theirs" || { echo "$kunit/test_data: there are no logs"; exit 1; }

while read -r log theirs; do
	ours=$(build/ktap-totals <"$kunit/test_data/$log") || ours="(failed)"
	expected=$(echo "$differences" | sed -n "s/^$log //p")
	if test "$theirs" = "$expected"; then
		echo "not ok - $log: the readers do not differ any more"
		failed=$((failed + 1))
	elif test "$ours" = "${expected:-$theirs}"; then
		echo "ok - $log"
		passed=$((passed + 1))
	else
		echo "not ok - $log: $ours instead of ${expected:-$theirs}" \
			"(passed, failed, skipped, crashed, errors)"
		failed=$((failed + 1))
	fi
done <"$tmp/theirs"
echo "$passed passed, $failed failed"
test $failed -eq 0
