#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# run.sh NAME SECONDS - run the fuzzer build/fuzz/NAME_fuzz, beginning with files
# of the repository and with the inputs that earlier runs found. An input that
# breaks a rule is kept, and its path is printed.

set -u
cd "$(dirname "$0")/../.." || exit 3
name=$1
seconds=$2
dir=build/fuzz
corpus=$dir/corpus/$name
seeds=$dir/seeds/$name
log=$dir/$name.log
crashes=$dir/crashes

# Use a directory in memory if possible, because the parsers read files.
shm=/dev/shm
test -d $shm -a -w $shm || shm=/tmp
tmp=$(mktemp -d $shm/lazymmu-fuzz.XXXXXX) || exit 3
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
rm -rf "$seeds"
mkdir -p "$corpus" "$seeds" "$crashes"

# The byte between the texts of an input.
cut='\377'

console_seeds() {
	cp tests/logs/*.log "$seeds"
}

# For a step, the text of the tree has lines that its anchors probably match.
step_seeds() {
	for step in series/*/ tests/stock/; do
		n=0
		for cocci in "$step"*.cocci /dev/null; do
			test -e "$cocci" || continue
			n=$((n + 1))
			{
				cat "$step/message"
				printf $cut
				cat "$step/edits" 2>/dev/null
				printf $cut
				cat "$cocci"
				printf $cut
				sed -n 's/^[ \t]*\(under\|until\|through\|after\|before\|delete\|replace\) //p' \
					"$step/edits" 2>/dev/null | sed 's/\\[tb]/ /g; s/[\\^$]//g'
			} >"$seeds/$(basename "$step").$n"
		done
	done
}

config_seeds() {
	for t in targets/*; do
		case $t in *.config|*.list) continue;; esac
		for c in targets/*.config; do
			{
				cat "$t"
				printf $cut
				cat targets/benign.list
				printf $cut
				cat "$c"
				printf $cut
				sed 's/ *#.*//' "$c"
				printf $cut
				printf '  CC      mm/memory.o\n/src/mm/memory.c:1:2: warning: x 2.39.5\n'
				printf 'mm/a.c:1:2: error: y 10.2\n   | z\nBUG: bad 1.2\n'
			} >"$seeds/$(basename "$t").$(basename "$c")"
		done
	done
}

"${name}_seeds"
TMPDIR=$tmp "$dir/${name}_fuzz" "$corpus" "$seeds" -dict=tests/fuzz/$name.dict \
	-max_total_time="$seconds" -max_len=6144 -timeout=20 -rss_limit_mb=1024 \
	-malloc_limit_mb=512 -print_final_stats=1 \
	-artifact_prefix="$crashes/$name-" >"$log" 2>&1
status=$?
inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
if test $status -eq 0; then
	echo "ok fuzz-$name: ${inputs:-0} inputs, $(ls "$corpus" | wc -l) of them kept"
	exit 0
fi
# Show the fuzzer's report on the finding, and our own functions in its stacks.
grep -v '^#[0-9]\|NEW_FUNC\|^INFO:\|^stat::\|^Dictionary\|^MS: \|^NOTE: \|^ *Combine' "$log" |
	grep -v ' #[0-9]* .*\( in fuzzer::\|/libc\.so\|__sanitizer\| nptl/\| csu/\|stdlib/\| in _start\| in main\)' |
	sed '/^Shadow bytes/,/^==.*ABORTING/d' | tail -n 40
echo "not ok fuzz-$name: $(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)"
echo "# $dir/${name}_fuzz FILE runs it again; all it said is in $log"
exit 1
