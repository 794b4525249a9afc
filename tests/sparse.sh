#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# sparse.sh - run sparse on all files that the series touches, on each architecture
# with the mode, and show its reports about lines that the series has added.

set -u
cd "$(dirname "$0")/.." || exit 3
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
passed=0
failed=0

. tests/which.sh
kernel=$(./lazymmu fetch "$KERNEL" 2>/dev/null) || exit 19
kernel=$(echo "$kernel" | tail -n 1)
./lazymmu apply --series="$SERIES" "$KERNEL" >/dev/null 2>&1 || exit 3
head=$branch
base=$(git -C "$kernel" rev-parse --verify -q main) || exit 3

# "file:line" of all lines that the series has added
git -C "$kernel" diff -U0 "$base" $head | awk '
	/^\+\+\+ b\// { file = substr($0, 7) }
	/^@@ / {
		split($3, at, ",")
		n = at[2] == "" ? 1 : at[2]
		for (i = 0; i < n; i++)
			print file ":" (substr(at[1], 2) + i)
	}' >"$tmp/added"
git -C "$kernel" diff --name-only --diff-filter=d "$base" $head >"$tmp/all"
grep '\.c$' "$tmp/all" >"$tmp/files"
if ! test -s "$tmp/added" || ! test -s "$tmp/files"; then
	echo "not ok - sparse: the series adds no line to $base in $kernel"
	echo "0 passed, 1 failed"
	exit 1
fi

# Another build may use the directory, with a patch on top, or may have been killed.
has_the_series() {
	while read -r file; do
		git -C "$kernel" show "$head:$file" | cmp -s - "$1/$file" || return 1
	done <"$tmp/all"
}

for target in x86_64 arm64 powerpc sparc64; do
	field() { sed -n "s/^$1 = *//p" targets/$target; }
	arch=$(field arch)
	image=$(./lazymmu build --series="$SERIES" -k "$KERNEL" $target 2>/dev/null | sed -n "s/^$target: //p")
	out=${image%/"$(field image)"}
	src=$(readlink -f "$out/source")
	if ! has_the_series "$src"; then
		failed=$((failed + 1))
		echo "not ok - sparse, $target: $src is not the ported kernel: remove $out/lazymmu.stamp and run this again"
		continue
	fi
	objects=
	while read -r file; do
		test ! -e "$out/${file%.c}.o" || objects="$objects ${file%.c}.o"
	done <"$tmp/files"

	# shellcheck disable=SC2086 # one word per object
	env -i PATH="$PATH" HOME="$HOME" make -j "$(nproc)" -C "$src" O="$out" \
		ARCH="$arch" CROSS_COMPILE="$(field cross)" LOCALVERSION=-ported C=2 $objects >"$tmp/log" 2>&1
	status=$?
	checked=$(grep -c '^  CHECK' "$tmp/log")
	sed -n "s|^$src/||; s|^\(\.\./\)*||; /^[^ ]*:[0-9]*:[0-9]*: \(warning\|error\):/p" \
		"$tmp/log" | sort -u >"$tmp/said"
	awk 'NR == FNR { added[$1] = 1; next }
	     { split($1, at, ":"); if ((at[1] ":" at[2]) in added) print }' \
		"$tmp/added" "$tmp/said" >"$tmp/new"
	if test $status -eq 0 && test "$checked" -gt 0 && test ! -s "$tmp/new"; then
		passed=$((passed + 1))
		echo "ok - sparse, $target: $checked files, nothing about the series ($(wc -l <"$tmp/said") lines about other code)"
	else
		failed=$((failed + 1))
		echo "not ok - sparse, $target: $checked files, exit $status"
		if test -s "$tmp/new"; then cat "$tmp/new"; else tail -n 20 "$tmp/log"; fi | sed 's/^/# /'
	fi
done

printf '%d passed, %d failed\n' "$passed" "$failed"
test "$failed" -eq 0
