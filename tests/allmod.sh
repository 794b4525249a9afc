#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# allmod.sh [TARGET...] - compile the directories that the series changes with
# 'make allmodconfig', as distributions have nearly everything switched on: what
# the small configurations of our machines leave out must compile, too. A warning
# about a file that the series changes is a failure.
# KERNEL and SERIES in the environment are what is compiled: see which.sh.

set -u
cd "$(dirname "$0")/.." || exit 3
dir=build/allmod
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp" "$dir"' EXIT
trap 'exit 130' INT TERM
passed=0
failed=0

. tests/which.sh
kernel=$(./lazymmu fetch "$KERNEL" 2>/dev/null) || exit 19
kernel=$(echo "$kernel" | tail -n 1)
./lazymmu apply --series="$SERIES" "$KERNEL" >"$tmp/log" 2>&1 || { cat "$tmp/log"; exit 3; }
git -C "$kernel" diff --name-only --diff-filter=d main "$branch" >"$tmp/changed" || exit 3

# Nothing is kept: a run begins with no objects.
src=$dir/$KERNEL-$SERIES
rm -rf "$dir" && mkdir -p "$src" &&
git -C "$kernel" archive "$branch" | tar -x -C "$src" || exit 3

test $# -gt 0 || set -- x86_64 arm64 powerpc sparc64
for target; do
	field() { sed -n "s/^$1 = *//p" "targets/$target"; }
	arch=$(field arch)
	case $arch in
	x86_64) srcarch=x86 ;;
	sparc64) srcarch=sparc ;;
	*) srcarch=$arch ;;
	esac
	out=$PWD/$dir/$target
	goals=$(sed -n 's,/[^/]*\.c$,/,p' "$tmp/changed" | sort -u |
		grep -E "^(mm|fs|kernel|lib|arch/$srcarch)/")
	build() {
		env -i PATH="$PATH" HOME="$HOME" make -C "$src" O="$out" -j "$(nproc)" \
			ARCH="$arch" CROSS_COMPILE="$(field cross)" KCFLAGS=-Wno-error "$@"
	}
	# shellcheck disable=SC2086 # one word per directory
	build allmodconfig >"$tmp/log" 2>&1 && build -k $goals >>"$tmp/log" 2>&1
	status=$?
	objects=$(grep -c '^  CC ' "$tmp/log")
	grep -E '(warning|error):' "$tmp/log" | grep -F -f "$tmp/changed" >"$tmp/said"
	rm -rf "$out"
	if test $status -eq 0 && test "$objects" -gt 0 && test ! -s "$tmp/said"; then
		passed=$((passed + 1))
		echo "ok - allmodconfig, $target: $objects objects"
	else
		failed=$((failed + 1))
		echo "not ok - allmodconfig, $target: $objects objects, exit $status"
		if test -s "$tmp/said"; then cat "$tmp/said"; else tail -n 30 "$tmp/log"; fi | sed 's/^/# /'
	fi
done

printf '%d passed, %d failed\n' "$passed" "$failed"
test "$failed" -eq 0
