#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# apply.sh - print the time that 'lazymmu apply' takes, step by step, and that of
# 'git am' of the same series, as a section of docs/results.md.

set -u
cd "$(dirname "$0")/.." || exit 3
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM

# fail WHAT: print that WHAT has failed, with its messages
fail() {
	echo "apply.sh: $1 has failed:" >&2
	cat "$tmp/err" >&2
	exit 3
}

# seconds COMMAND...: run COMMAND, and return its status. Writes "WALL CPU", in
# seconds, to $tmp/time, and the output of COMMAND to $tmp/out and $tmp/err.
seconds() {
	# "time" of bash: that of dash has no format, and time(1) may be missing
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
# Keep the line of each step, without the lines about its files.
grep -E ' s CPU +[0-9.]+ s$' "$tmp/out" | sed 's/\( files*\) *+[0-9]* *-[0-9]* */\1 /' >"$tmp/steps"
test -s "$tmp/steps" || fail "reading what 'lazymmu apply' has said of its steps"

# git am needs a complete work tree, like that of its user.
{ git clone -q -s "$kernel" "$tmp/tree" &&
	git -C "$tmp/tree" checkout -q --detach main; } >/dev/null 2>"$tmp/err" ||
	fail "'git clone' of the kernel"
seconds git -C "$tmp/tree" -c user.name=lazymmu \
	-c user.email=lazymmu@localhost.localdomain -c commit.gpgsign=false \
	-c gc.auto=0 am -q --empty=drop "$tmp"/patches/*.patch || fail "'git am'"
am=$(cat "$tmp/time")

cat <<END

## Applying the series
\`git am\` applies patches that are ready; \`lazymmu apply\` works them out on any tree. Seconds:

| | wall | CPU |
|---|---:|---:|
| \`lazymmu apply\` | ${all% *} | ${all#* } |
| \`git am\` | ${am% *} | ${am#* } |

The steps of \`lazymmu apply\`, with the number of files that each changes, and its seconds of CPU and wall time:

\`\`\`
END
cat "$tmp/steps"
echo '```'
