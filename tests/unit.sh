#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# unit.sh TEST... - run the programs, as many at a time as there are processors,
# and print their outputs one after the other. UNDER, if set, is the program that
# runs them, like valgrind.

set -u
printf '%s\n' "$@" | xargs -P "$(nproc)" -I TEST sh -c '
	$UNDER TEST >TEST.out 2>&1
	echo $? >TEST.status'
failed=0
for t; do
	echo "# $t"
	# A test that fails ends in the middle and keeps its memory, which is no leak.
	if grep -q '^not ok\|FAILED' "$t.out"; then
		sed '/^==*$/d; /ERROR: LeakSanitizer/,/^SUMMARY: /d' "$t.out"
	else
		cat "$t.out"
	fi
	read -r status <"$t.status"
	test "$status" -eq 0 || failed=1
	# TAP does not show that a program died, or that it leaks.
	test "$status" -eq 0 || grep -q '^not ok\|FAILED' "$t.out" ||
		echo "not ok - $t: exit status $status"
	rm -f "$t.out" "$t.status"
done
exit $failed
