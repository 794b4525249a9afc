#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# apply.sh - what 'lazymmu apply' takes, step by step, and 'git am' of the same
# series, as a section of docs/results.md.

set -u
cd "$(dirname "$0")/.." || exit 3
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM

# fail WHAT: say what has failed, and why
fail() {
	echo "apply.sh: $1 has failed:" >&2
	cat "$tmp/err" >&2
	exit 3
}

# seconds COMMAND...: run it; "WALL CPU" of it is in $tmp/time then, and what it
# has written in $tmp/out and $tmp/err. Returns its status.
seconds() {
	# bash's, because that of dash has no format and time(1) may be missing
	bash -c 'TIMEFORMAT="%R %U %S"
		dir=$0
		{ time "$@" >"$dir/out" 2>"$dir/err"; } 2>"$dir/times"
		status=$?
		read -r wall user system <"$dir/times" || exit 3
		awk -v w="$wall" -v u="$user" -v s="$system" \
			"BEGIN { printf \"%.1f %.1f\\n\", w, u + s }" >"$dir/time"
		exit "$status"' "$tmp" "$@"
}

KERNEL=${KERNEL:-$(./lazymmu versions --default)} || exit
kernel=$(./lazymmu fetch "$KERNEL" 2>"$tmp/err" | tail -n 1)
test -n "$kernel" || fail "'lazymmu fetch $KERNEL'"
./lazymmu series -o "$tmp/patches" "$KERNEL" >/dev/null 2>"$tmp/err" ||
	fail "'lazymmu series'"

seconds ./lazymmu apply -n "$KERNEL" || fail "'lazymmu apply'"
all=$(cat "$tmp/time")
# One line per step; what it does to which file is not of interest here.
grep -E ' s CPU +[0-9.]+ s$' "$tmp/out" | sed 's/\( files*\) *+[0-9]* *-[0-9]* */\1 /' >"$tmp/steps"
test -s "$tmp/steps" || fail "reading what 'lazymmu apply' has said of its steps"

# git am wants a work tree: all of it, as its user has it.
{ git clone -q -s "$kernel" "$tmp/tree" &&
	git -C "$tmp/tree" checkout -q --detach main; } >/dev/null 2>"$tmp/err" ||
	fail "'git clone' of the kernel"
seconds git -C "$tmp/tree" -c user.name=lazymmu \
	-c user.email=lazymmu@localhost.localdomain -c commit.gpgsign=false \
	-c gc.auto=0 am -q --empty=drop "$tmp"/patches/*.patch || fail "'git am'"
am=$(cat "$tmp/time")

cat <<END

## Applying the series
\`git am\` has the result before it begins; \`lazymmu apply\` works it out, on any tree. Seconds:

| | wall | CPU |
|---|---:|---:|
| \`lazymmu apply\` | ${all% *} | ${all#* } |
| \`git am\` | ${am% *} | ${am#* } |

Of that, seconds of CPU and on the wall of each step, with the number of files it changes:

\`\`\`
END
cat "$tmp/steps"
echo '```'
