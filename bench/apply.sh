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

kernel=$(./lazymmu fetch 6.12 2>/dev/null | tail -n 1) || exit 19
./lazymmu series -o "$tmp/patches" 6.12 >/dev/null 2>&1 || exit 3

# seconds COMMAND...: "WALL CPU" of it
seconds() {
	# bash's, because that of dash has no format and time(1) may be missing
	bash -c 'TIMEFORMAT="%R %U %S"; { time "$@" >/dev/null 2>"$0"; } 2>&1' \
		"$tmp/err" "$@" | awk '{ printf "%.1f %.1f\n", $1, $2 + $3 }'
}

all=$(seconds ./lazymmu apply -n 6.12)

# git am wants a work tree: all of it, as its user has it.
git clone -q -s "$kernel" "$tmp/tree" 2>/dev/null &&
	git -C "$tmp/tree" checkout -q --detach main 2>/dev/null || exit 3
am=$(seconds git -C "$tmp/tree" -c user.name=lazymmu \
	-c user.email=lazymmu@localhost.localdomain -c commit.gpgsign=false \
	-c gc.auto=0 am -q --empty=drop "$tmp"/patches/*.patch)

cat <<END

## Applying the series
\`git am\` has the result before it begins; \`lazymmu apply\` works it out, on any tree. Seconds:

| | wall | CPU |
|---|---:|---:|
| \`lazymmu apply\` | ${all% *} | ${all#* } |
| \`git am\` | ${am% *} | ${am#* } |

Of that, seconds of CPU of each step:

\`\`\`
END
./lazymmu apply -n 6.12 2>/dev/null | grep -E ' CPU' | sed 's/ files .* -[0-9]* */ files /'
echo '```'
