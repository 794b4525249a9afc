#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# former.sh - check that series/former has all subjects that steps had in the history
# of this repository, and that the steps that it names exist.

set -u
cd "$(dirname "$0")/.." || exit 3
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
bad=0

# subjects: print the subject of each message, which begins with "@@", in the input
subjects() {
	awk '/^@@ / { want = 1; next } want && !/^#/ && NF { print; want = 0 }' | sort -u
}

git log --raw --no-abbrev --no-renames --format= -- 'series/*/message' >"$tmp/log" &&
awk '$4 !~ /^0+$/ { print $4 }' "$tmp/log" | sort -u |
	git cat-file --batch='@@ %(objectname)' >"$tmp/messages"
subjects <"$tmp/messages" >"$tmp/all"
test -s "$tmp/all" || { echo "the history has no step"; exit 1; }
for file in series/*/message; do
	echo "@@ $file"
	cat "$file"
done | subjects >"$tmp/now"
sed -n '/^#/!s/^[^=]* = //p' series/former | cat - "$tmp/now" | sort -u >"$tmp/known"

comm -23 "$tmp/all" "$tmp/known" >"$tmp/missing"
while read -r subject; do
	echo "series/former lacks '$subject', which was the subject of a step"
	bad=1
done <"$tmp/missing"
for step in $(sed -n '/^#/!s/ = .*//p' series/former | sort -u); do
	test "$step" = none || test -d "series/$step" ||
		{ echo "series/former names $step, which is no step"; bad=1; }
done
exit $bad
