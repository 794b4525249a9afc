# SPDX-License-Identifier: GPL-2.0-only
#
# stage.sh - functions for scripts that run stages and add up their results; to
# be sourced. Makes the directory $out, which is removed when the script ends.
#
# A stage that counts tests ends with a line "N passed, N failed". A stage
# without this line counts as one test, by its exit status. A failure that a stage
# has not counted counts as one failed test.

out=$(mktemp -d) || exit 3
trap 'rm -rf "$out"' EXIT
trap 'exit 130' INT TERM
passed=0
failed=0
bad=

# stage NAME COMMAND...: run COMMAND, and print how long it took; returns 1 if it
# failed
stage() {
	name=$1
	shift
	printf '\n=== %s\n' "$name"
	start=$(date +%s)
	# A stage that dies writes no status.
	echo 1 >"$out/status"
	{ "$@" 2>&1; echo $? >"$out/status"; } | tee "$out/log"
	status=$(cat "$out/status")
	counts=$(sed -n 's/^\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed$/\1 \2/p' "$out/log" | tail -n 1)
	test -n "$counts" || counts="$((status == 0)) 0"
	# shellcheck disable=SC2086 # two numbers
	set -- $counts
	if test "$status" -ne 0 && test "$2" -eq 0; then
		set -- "$1" 1
	fi
	passed=$((passed + $1))
	failed=$((failed + $2))
	printf '=== %s: %d passed, %d failed (%d s)\n' "$name" "$1" "$2" \
		$(($(date +%s) - start))
	test "$2" -eq 0 && return
	bad="$bad
	$name"
	return 1
}

# Print the totals of all stages; returns 1 if something failed.
stages_end() {
	test -z "$bad" || printf '\nFailed:%s\n' "$bad"
	printf '\n%d passed, %d failed\n' "$passed" "$failed"
	test "$failed" -eq 0 && test "$passed" -gt 0
}
