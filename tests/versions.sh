#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# versions.sh - apply each series to all releases of its version that Debian's
# archive offers, build one machine of each, and print the table.
# BUILD in the environment is that machine (default: x86_64), or "no": nothing is
# built then. KERNEL is the version that is tested (default: all).

set -u
cd "$(dirname "$0")/.." || exit 3
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
passed=0
failed=0
BUILD=${BUILD:-x86_64}
KERNEL=${KERNEL:-}

# result STATUS NAME: count a result; a bad one is shown with the log
result() {
	if test "$1" -eq 0; then
		passed=$((passed + 1))
		echo "ok - $2"
	else
		failed=$((failed + 1))
		echo "not ok - $2"
		tail -n 40 "$tmp/log" | sed 's/^/# /'
	fi
}

row() { printf '%-8s %-19s %-9s %-24s %s\n' "$@" >>"$tmp/table"; }

# slot VERSION REPOSITORY COMMIT: print a repository that has COMMIT at HEAD. There is
# one for each version, so that its releases share sources and objects of the build.
slot() {
	slot=build/versions/$1.git
	test -d "$slot" || git init -q --bare -b main "$slot" >"$tmp/log" 2>&1 || return
	echo "$2/objects" >"$slot/objects/info/alternates" &&
	git -C "$slot" update-ref refs/heads/main "$3" >"$tmp/log" 2>&1 &&
	echo "$slot"
}

# try VERSION RELEASE REPOSITORY SERIES: apply the series and build the machine
try() {
	what="$1=$2, $4"
	if ! tree=$(git -C "$3" rev-parse 'main^{tree}' 2>"$tmp/log"); then
		result 1 "$what: the source is read"
		row "$1" "$2" "$4" "cannot be read" "-"
		return
	fi
	# Packages of one source for two suites differ in their version only.
	same=$(sed -n "s/^$tree $4 //p" "$tmp/seen")
	if test -n "$same"; then
		row "$1" "$2" "$4" "the source of $same" ""
		return
	fi
	./lazymmu apply -n --keep-going --series "$4" "$3" >"$tmp/log" 2>&1
	status=$?
	test $status -ne 130 || exit 130
	result $status "$what: all steps fit"
	if test $status -ne 0; then
		row "$1" "$2" "$4" "does not fit" "-"
		return
	fi
	echo "$tree $4 $2" >>"$tmp/seen"
	! grep 'made for' "$tmp/log" >/dev/null
	result $? "$what: the steps remove what they were made for"
	steps="$(grep -c '^ *[0-9]*/[0-9]*  ' "$tmp/log") steps, $(grep -c ': skipped, ' "$tmp/log") not needed"
	if test "$BUILD" = no; then
		row "$1" "$2" "$4" "$steps" "-"
		return
	fi
	slot=$(slot "$1" "$3" "$(git -C "$3" rev-parse main)") &&
	./lazymmu build --series "$4" -k "$slot" "$BUILD" >"$tmp/log" 2>&1
	status=$?
	test $status -ne 130 || exit 130
	result $status "$what: $BUILD is built"
	test $status -eq 0 && built=$BUILD || built="does not build"
	row "$1" "$2" "$4" "$steps" "$built"
}

: >"$tmp/seen"
row VERSION RELEASE SERIES APPLIED BUILT
./lazymmu versions >"$tmp/versions" || exit 3
./lazymmu fetch --all ${KERNEL:+"$KERNEL"} >"$tmp/releases"
fetched=$?
test $fetched -ne 130 || exit 130

while read -r version release path; do
	if test "$path" = -; then
		: >"$tmp/log"
		result 1 "$version=$release is fetched"
		row "$version" "$release" "" "cannot be fetched" ""
		continue
	fi
	# A version to compare with may have no series.
	for series in $(awk -v v="$version" '$1 == v { print $2 == "*" ? $3 : $2 }' "$tmp/versions" | tr ',' ' '); do
		test "$series" = none ||
			try "$version" "$release" "$path" "$series"
	done
done <"$tmp/releases"

# A failure to read the archive's lists has no line of its own above.
: >"$tmp/log"
test "$fetched" -eq 0 || grep -q ' -$' "$tmp/releases"
result $? "the archive is read (lazymmu fetch --all: exit status $fetched)"
test "$(wc -l <"$tmp/table")" -gt 1
result $? "the archive offers releases of ${KERNEL:-all versions}"

echo
cat "$tmp/table"
printf '\n%d passed, %d failed\n' "$passed" "$failed"
test "$failed" -eq 0
