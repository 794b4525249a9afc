#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# check.sh [fast|more|sanitize] - run the stages of 'make check', 'make
# check-fast', 'make check-more' or 'make check-sanitize', and add up their
# results.
# KERNEL and SERIES in the environment are what is tested: see which.sh.

set -u
cd "$(dirname "$0")/.." || exit 3
. tests/stage.sh

# The installed command works from any directory, and the installation is complete.
installed() {
	root=$out/root
	make -s install DESTDIR="$root" PREFIX=/usr || return
	cd / || return
	"$root/usr/bin/lazymmu" targets >"$out/targets" || return
	"$root/usr/bin/lazymmu" --version || return
	grep -q '^x86_64-xen' "$out/targets" || return
	test -n "$(ls "$root"/usr/lib/lazymmu/plugin*.so)" || return
	# The installed data is what git has of these directories, and nothing else.
	cd "$OLDPWD" || return
	for dir in series kernel versions targets guest bench audit tests/stock tests/mainline; do
		git ls-files "$dir"
	done | sort >"$out/tracked"
	(cd "$root/usr/share/lazymmu" && find . -type f | sed 's,^\./,,' | sort) |
		diff "$out/tracked" - || return
	echo "1 passed, 0 failed"
}

# cmocka prints "not ok" for skipped tests, too.
not_ok() { grep '^not ok' "$1" | grep -vc '# SKIP'; }

# Run cmocka's programs, with TAP as output; $1 is the goal of make.
unit_tests() {
	CMOCKA_MESSAGE_OUTPUT=TAP make -s "$1" >"$out/tap" 2>&1
	unit_status=$?
	grep -v '^ok\|^1\.\.' "$out/tap"
	printf '%d passed, %d failed\n' "$(grep -c '^ok' "$out/tap")" \
		"$(not_ok "$out/tap")"
	return $unit_status
}

# Run the tests in tests/hurt; the output has the seed.
hurt() {
	CMOCKA_MESSAGE_OUTPUT=TAP make -s hurt >"$out/hurt" 2>&1
	hurt_status=$?
	if test $hurt_status -eq 0; then
		grep 'LAZYMMU_SEED\|skipped' "$out/hurt"
	else
		grep -v '^ok\|^1\.\.' "$out/hurt"
	fi
	printf '%d passed, %d failed\n' "$(grep -c '^ok' "$out/hurt")" \
		"$(not_ok "$out/hurt")"
	return $hurt_status
}

# Compare our reader of KTAP with that of a fetched kernel.
ktap() {
	kernel=$(./lazymmu fetch "$KERNEL" | tail -n 1)
	make -s build/ktap-totals && sh tests/ktap.sh "$kernel"
}

# Each fuzzer counts as one test.
fuzzers() {
	make -s -k -j "$(nproc)" fuzz >"$out/fuzz" 2>&1
	fuzz_status=$?
	cat "$out/fuzz"
	printf '%d passed, %d failed\n' "$(grep -c '^ok fuzz-' "$out/fuzz")" \
		"$(grep -c '^not ok fuzz-' "$out/fuzz")"
	return $fuzz_status
}

case ${1:-all} in
all | more)
	# With another kernel than the default one, only that one is tested.
	case ${KERNEL:-} in
	"") OTHERS="6.1 7.3" ;;
	*) OTHERS= ;;
	esac
	. tests/which.sh
	;;
esac

case ${1:-all} in
all)
	stage "tools" ./lazymmu doctor --install
	stage "unit tests, step files and rules" unit_tests unit-all
	stage "make install" installed
	stage "killed, starved, flooded" hurt
	stage "KTAP, as the kernel's own reader has it" ktap
	stage "the series" sh tests/series.sh
	stage "compile tests" ./lazymmu build -k "$KERNEL" --series="$SERIES" s390 riscv64 i386
	stage "boot, KUnit and workloads" ./lazymmu test -k "$KERNEL" --series="$SERIES"
	stage "boot with KFENCE" ./lazymmu test -k "$KERNEL" --series="$SERIES" -f kfence x86_64-xen arm64
	for version in $OTHERS; do
		stage "boot, $version" ./lazymmu test -k "$version" --series=stateful \
			x86_64-xen arm64
	done
	stage "sparse" sh tests/sparse.sh
	stage "a stock kernel fails" sh tests/busted.sh stock-x86_64-xen
	;;
more)
	stage "a tree over the years" env -u SERIES KERNEL="$KERNEL" sh tests/keep.sh
	stage "boot, PREEMPT_RT" ./lazymmu test -k "$KERNEL" --series="$SERIES" -f rt x86_64-xen arm64
	stage "boot, no PREEMPT, with a module" \
		./lazymmu test -k "$KERNEL" --series="$SERIES" -f nopreempt x86_64-xen x86_64
	stage "boot with hmm-tests" ./lazymmu test -k "$KERNEL" --series="$SERIES" -f hmm x86_64-xen
	stage "boot with KASAN" ./lazymmu test -k "$KERNEL" --series="$SERIES" -f kasan arm64
	stage "boot, 32-bit powerpc" ./lazymmu test -k "$KERNEL" --series="$SERIES" ppc32
	for version in $OTHERS; do
		stage "boot, $version, all machines" ./lazymmu test -k "$version" \
			--series=stateful
	done
	for version in $OTHERS; do
		stage "compile tests, $version" ./lazymmu build -k "$version" \
			--series=stateful s390 riscv64 i386
	done
	test -z "$OTHERS" || stage "compile tests, 7.3, the fixes for Xen" \
		./lazymmu build -k 7.3 --series=fix-xen s390 riscv64 i386
	for version in $OTHERS; do
		stage "the series, $version" \
			env KERNEL="$version" SERIES=stateful sh tests/series.sh
		stage "sparse, $version" \
			env KERNEL="$version" SERIES=stateful sh tests/sparse.sh
	done
	test -z "$OTHERS" || stage "the series, 7.3, the fixes for Xen" \
		env KERNEL=7.3 SERIES=fix-xen sh tests/series.sh
	test -z "$OTHERS" || stage "a stock kernel fails, 6.1" \
		env KERNEL=6.1 SERIES=stateful sh tests/busted.sh \
		stock-x86_64-xen stock-powerpc stock-sparc64
	stage "allmodconfig" sh tests/allmod.sh
	for version in ${OTHERS:+7.2 7.3}; do
		stage "boot, $version, the fixes for Xen" \
			./lazymmu test -k "$version" --series=fix-xen \
			x86_64-xen x86_64 arm64
	done
	;;
fast)
	stage "unit tests, step files and rules" unit_tests unit
	stage "make install" installed
	;;
sanitize)
	stage "unit tests, with glibc's checks" unit_tests unit-fortify
	stage "unit tests, under valgrind" unit_tests unit-valgrind
	stage "fuzzers" fuzzers
	stage "unit tests, for coverage" unit_tests unit-coverage
	stage "coverage" make -s coverage-report
	;;
esac

stages_end
