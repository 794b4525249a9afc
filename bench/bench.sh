#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# bench.sh [--tables] - measure a kernel version on all machines. KERNEL in the
# environment is the version; without it, it is the default one. Its result is
# build/bench/VERSION.json. That of the default version is written to
# docs/results.md and docs/plots/ as well. Then the tables of all versions that
# have a result are put into docs/results.md; with --tables, nothing else is done.
#
# Exits with 1 if a cost is over its budget, and with another status if the costs
# could not be judged.

set -u
cd "$(dirname "$0")/.." || exit 3
default=$(./lazymmu versions --default) || exit
KERNEL=${KERNEL:-$default}
export KERNEL
mkdir -p build/bench || exit 3

# put_tables: replace what is between the two marks in docs/results.md
put_tables() {
	set -- build/bench/[0-9]*.json
	test -e "$1" || { echo "bench.sh: no version has been measured" >&2; exit 3; }
	./lazymmu compare "$@" >build/bench/tables.md || exit 3
	awk -v tables=build/bench/tables.md '
		$0 == "<!-- end of the tables -->" { ended = inside; inside = 0 }
		!inside { print }
		$0 == "<!-- tables of all versions -->" {
			inside = 1
			while ((getline line <tables) > 0)
				print line
			print ""
		}
		END { exit !ended }' docs/results.md >build/bench/results.md || {
		echo "bench.sh: docs/results.md has no place for the tables: measure $default first" >&2
		exit 3
	}
	cat build/bench/results.md >docs/results.md || exit 3
}

if test "${1:-}" = --tables; then
	put_tables
	exit 0
fi
./lazymmu doctor --install >/dev/null || exit 16
if test "$KERNEL" = "$default"; then
	./lazymmu bench -k "$KERNEL" --curves --json "build/bench/$KERNEL.json" --report docs
	status=$?
	# With another status, docs/results.md is old or incomplete.
	test "$status" -le 1 || exit "$status"
	sh bench/apply.sh >build/apply.md || exit 3
	cat build/apply.md >>docs/results.md || exit 3
else
	case $KERNEL in
	*/*) json=build/bench/tree.json ;;	# a tree is not a version
	*) json=build/bench/$KERNEL.json ;;
	esac
	./lazymmu bench -k "$KERNEL" --json "$json"
	status=$?
	test "$status" -le 1 || exit "$status"
fi
put_tables
exit "$status"
