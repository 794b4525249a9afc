#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# series.sh - test the patches of the series as mailed: they apply to the
# pristine tree and give the tree of 'lazymmu apply', checkpatch reports nothing,
# no stateless section is left, the audit finds nothing, each part of the series
# can be left out, and trees that have moved can be ported as well (tests/vendor).
# In the other formats, quilt, rpmbuild and dpkg-source apply the patches.

set -u
cd "$(dirname "$0")/.." || exit 3
home=$PWD
tmp=$(mktemp -d) || exit 3
: >"$tmp/passed"
: >"$tmp/failed"
trap 'rm -rf "$tmp"' EXIT
writing=
vendor=
partial=
formats=
# shellcheck disable=SC2086 # none, or several numbers
trap 'test -z "$writing$vendor$partial$formats" || kill $writing $vendor $partial $formats 2>/dev/null; exit 130' INT TERM
git_() { git -c user.name=lazymmu -c user.email=lazymmu@localhost.localdomain \
	-c commit.gpgsign=false -c gc.auto=0 "$@"; }

# result STATUS NAME [FILE]: print the result of a test; FILE is shown if STATUS
# is not 0. Results are counted in files, as some come from other processes.
result() {
	if test "$1" -eq 0; then
		echo >>"$tmp/passed"
		echo "ok - $2"
	else
		echo >>"$tmp/failed"
		echo "not ok - $2"
		test -z "${3:-}" || sed 's/^/# /' "$3"
	fi
}

# Does the series give the tree the stateful interface? fix-xen keeps mainline's.
is_stateful() { test "$SERIES" != fix-xen; }

# leftovers REPOSITORY COMMIT: print code that must not be in a ported tree
leftovers() {
	{ git -C "$1" grep -nE \
		-e '^[[:space:]]+(arch_enter_lazy_mmu_mode|lazy_mmu_mode_enable)\(\);' \
		-e 'arch_leave_lazy_mmu_mode\(\)|lazy_mmu_mode_disable\(\)' \
		-e 'void \(?\*?arch_enter_lazy_mmu_mode' \
		"$2" -- mm fs arch drivers include ||
		test $? -eq 1 || echo "git grep has failed"
	} | grep -vE ':[0-9]+: \* |:arch/x86/xen/'
}

# audit REPOSITORY COMMIT DIR: print the findings of the audit; makes DIR. The
# KUnit tests are left out: they misuse sections on purpose.
audit() {
	git -C "$1" grep -lE '(arch_(enter|leave)_lazy_mmu|lazy_mmu_mode_)' "$2" -- \
		mm fs 'arch/*.[ch]' drivers include ':!mm/tests' |
		sed "s/^$2://" >"$3.files"
	test -s "$3.files" || echo "there is nothing to audit"
	mkdir "$3" || return
	xargs git -C "$1" archive "$2" <"$3.files" | tar -x -C "$3"
	(cd "$3" && spatch --very-quiet --no-includes -D report \
		--sp-file "$home/audit/lazy_mmu.cocci" --include-headers --dir . || echo "spatch has failed") 2>&1
}

. tests/which.sh
kernel=$(./lazymmu fetch "$KERNEL") || exit 19
kernel=$(echo "$kernel" | tail -n 1)
base=$(git -C "$kernel" rev-parse main 2>/dev/null || git -C "$kernel" rev-parse HEAD)

./lazymmu series --series="$SERIES" -o "$tmp/patches" "$KERNEL" >"$tmp/series.log" 2>&1 &
writing=$!
./lazymmu apply --series="$SERIES" "$KERNEL" >"$tmp/log" 2>&1
result $? "the series is applied" "$tmp/log"
! grep 'made for' "$tmp/log" >"$tmp/told"
result $? "it removes what series/removed has, and nothing else" "$tmp/told"
wait "$writing"
result $? "the series is written" "$tmp/series.log"
head=$(git -C "$kernel" rev-parse "$branch")

# tree DIR: make a clone that checks out only the files that the patches touch,
# those that tests/vendor changes, and those that checkpatch reads
tree() {
	git_ clone -q -s -n "$kernel" "$1" &&
	git -C "$1" config core.sparseCheckout true &&
	{ git -C "$kernel" diff --name-only "$base" "$head" | sed 's,^,/,'
	  grep -ohE '[a-z0-9_/]+/([a-z0-9_-]+\.[ch]|Makefile|Kconfig)\b' tests/vendor/*.sh | sed 's,^,/,'
	  printf '/%s\n' COPYING CREDITS Kbuild Makefile README MAINTAINERS scripts/ \
		LICENSES/ tools/docs/ tools/lib/python/ Documentation/Kconfig arch/Kconfig include/linux/kernel.h \
		drivers/Kconfig fs/Kconfig init/Kconfig ipc/Makefile kernel/Makefile lib/Kconfig
	} >"$1/.git/info/sparse-checkout" &&
	git_ -C "$1" checkout -q --detach "$base"
}

# marked WORD NAME: print what tests/vendor/NAME.sh has after "# WORD: "
marked() { sed -n "s/^# $1: //p" "tests/vendor/$2.sh"; }

# told LOG: print the lines whose loss 'lazymmu apply' has told
told() { sed -n 's/^ *[0-9][0-9]*: //p' "$1"; }

# vendor NAME: port a tree that tests/vendor/NAME.sh has changed. The script names
# after "same:" files that are as in a ported tree of the release, after "told:" words
# of lines that are lost, each of which is told, after "silent:" words of lines
# that are not, after "versions:" the versions whose files it changes, and after
# "series:" the series that it is for, if it is not for all.
vendor() {
	dir=$tmp/$1
	log=$tmp/$1.log
	tree "$dir" && git_ -C "$dir" checkout -q -b vendor "$base" &&
	sh "tests/vendor/$1.sh" "$dir" &&
	git_ -C "$dir" commit -q -a -m "vendor: changes of our own"
	result $? "$1: a vendor's tree is made"
	./lazymmu apply --series="$SERIES" -b ported "$dir" >"$log" 2>&1
	result $? "$1: the series is applied" "$log"
	told "$log" >"$tmp/$1.told"
	for word in $(marked told "$1"); do
		grep -qw "$word" "$tmp/$1.told"
		result $? "$1: the loss of $word is told" "$log"
	done
	for word in $(marked silent "$1"); do
		! grep -w "$word" "$tmp/$1.told" >"$log"
		result $? "$1: nothing is told of $word" "$log"
	done
	if is_stateful; then
		leftovers "$dir" ported >"$log" 2>&1
		test ! -s "$log"
		result $? "$1: no stateless section is left" "$log"
		audit "$dir" ported "$tmp/audit.$1" >"$log"
		test ! -s "$log"
		result $? "$1: the audit is silent" "$log"
	fi
	git -C "$dir" diff vendor ported >"$tmp/$1.diff" &&
	test -s "$tmp/$1.diff"
	result $? "$1: the series has changed the tree"
	grep '^-.*vendor_' "$tmp/$1.diff" | sed 's/^-[[:space:]]*//' |
		grep -vxFf "$tmp/$1.told" >"$log"
	test ! -s "$log"
	result $? "$1: the vendor's own lines are there, or their loss is told" "$log"
	test -n "$(marked told "$1")" || ! grep '^-.*vendor_' "$tmp/$1.diff" >"$log"
	result $? "$1: no line is lost of which the script does not say so" "$log"
	for file in $(marked same "$1"); do
		git -C "$dir" diff "$head" ported -- "$file" >"$log"
		test ! -s "$log"
		result $? "$1: $file is as in the release" "$log"
	done
}
for script in tests/vendor/*.sh; do
	script=$(basename "$script" .sh)
	test -n "$(marked versions "$script")"
	result $? "$script: it is said which versions it changes"
	case " $(marked versions "$script") /$(marked series "$script")" in
	*" $KERNEL "*/ | *" $KERNEL "*/"$SERIES") vendor "$script" ;;
	esac
done >"$tmp/vendor.results" 2>&1 &
vendor=$!

# Each part of the series can be left out; all post-conditions hold without it.
# partial PART: apply the series without the part
partial() {
	dir=$tmp/without.$1
	log=$tmp/without.$1.log
	tree "$dir" && ./lazymmu apply --series="$SERIES" -b partial --without "$1" "$dir" >"$log" 2>&1
	result $? "without the part $1: the series is applied" "$log"
	! grep 'made for' "$log" >"$tmp/told.$1"
	result $? "without the part $1: it removes nothing else" "$tmp/told.$1"
	test "$(git -C "$dir" rev-list --count "$base..partial")" -lt \
		"$(git -C "$kernel" rev-list --count "$base..$head")"
	result $? "without the part $1: there are fewer commits"
	leftovers "$dir" partial >"$log" 2>&1
	test ! -s "$log"
	result $? "without the part $1: no stateless section is left" "$log"
	audit "$dir" partial "$tmp/audit.$1" >"$log"
	test ! -s "$log"
	result $? "without the part $1: the audit is silent" "$log"
}
# fix-xen has no parts.
: >"$tmp/parts"
if is_stateful; then
	./lazymmu series --parts >"$tmp/parts" && test -n "$(sed 1d "$tmp/parts")"
	result $? "the series has parts"
fi
for part in $(sed '1d; s/ .*//' "$tmp/parts" | uniq); do
	partial "$part"
done >"$tmp/partial.results" 2>&1 &
partial=$!

# The other formats, applied by the programs that they are for. None of these may
# need fuzz: Debian's package and rpm do not allow it.

# applied DIR WORK NAME: WORK, a work tree of the clone DIR, is the tree of the steps
applied() {
	git_ --git-dir="$1/.git" --work-tree="$2" add -f -A . >"$1.log" 2>&1 &&
	test "$(git --git-dir="$1/.git" write-tree)" = "$(git -C "$kernel" rev-parse "$head^{tree}")"
	result $? "$3" "$1.log"
}

# by_quilt: quilt push -a, with patches/ in the tree
by_quilt() {
	dir=$tmp/quilt
	tree "$dir" && ./lazymmu series --series="$SERIES" --format quilt -o "$dir/patches" "$KERNEL" >"$dir.log" 2>&1
	result $? "quilt: the series is written" "$dir.log"
	(cd "$dir" && quilt --quiltrc - push -a --fuzz=0) >"$dir.log" 2>&1
	result $? "quilt: quilt push -a takes all patches" "$dir.log"
	rm -rf "$dir/patches" "$dir/.pc"
	applied "$dir" "$dir" "quilt: quilt gives the tree of the steps"
}

# by_rpm: %autosetup, with each program that it may call
by_rpm() {
	dir=$tmp/rpm
	top=$tmp/rpmbuild
	tree "$dir" && ./lazymmu series --series="$SERIES" --format mbox -o "$top/SOURCES" "$KERNEL" >"$dir.log" 2>&1
	result $? "mbox: the series is written" "$dir.log"
	tar -C "$dir" --exclude=./.git --transform 's,^\.,linux,SH' -cf "$top/SOURCES/linux.tar" .
	for how in "" "-S git_am" "-S git"; do
		sed "s/HOW/$how/" >"$top/kernel.spec" <<-'EOF'
			Name: kernel
			Version: 1
			Release: 1
			Summary: Linux
			License: GPL-2.0-only
			Source0: linux.tar
			Patch1: lazymmu.mbox
			%description
			%prep
			%autosetup -n linux -p1 HOW
		EOF
		rpmbuild --define "_topdir $top" --nodeps -bp "$top/kernel.spec" >"$dir.log" 2>&1
		result $? "mbox: rpmbuild takes it, with %autosetup -p1 $how" "$dir.log"
		applied "$dir" "$top/BUILD/linux" "mbox: %autosetup -p1 $how gives the tree of the steps"
	done
}

# by_dpkg: a source package that has a patch of its own, with dpkg-source, and
# with the checks of the rules of Debian's kernel
by_dpkg() {
	dir=$tmp/dpkg
	debian=$dir/debian
	tree "$dir" && mkdir -p "$debian/source" "$debian/patches/debian" &&
	echo '3.0 (quilt)' >"$debian/source/format" &&
	printf 'Source: linux\nMaintainer: A <a@example.org>\n\nPackage: linux\nArchitecture: all\n' >"$debian/control" &&
	printf 'linux (%s-1) unstable; urgency=low\n\n  * A.\n\n -- A <a@example.org>  Thu, 01 Jan 2026 00:00:00 +0000\n' \
		"$(sed -n '1,6s/^\(VERSION\|PATCHLEVEL\|SUBLEVEL\) = //p' "$dir/Makefile" | paste -s -d.)" >"$debian/changelog" &&
	printf -- '--- /dev/null\n+++ b/debian-own\n@@ -0,0 +1 @@\n+1\n' >"$debian/patches/debian/own.patch" &&
	echo debian/own.patch >"$debian/patches/series" &&
	./lazymmu series --series="$SERIES" --format debian -o "$dir" "$KERNEL" >"$dir.log" 2>&1
	result $? "debian: the series is added to a source package" "$dir.log"
	dpkg-source --before-build "$dir" >"$dir.log" 2>&1
	result $? "debian: dpkg-source applies it" "$dir.log"
	(cd "$dir" && QUILT_PATCHES=debian/patches quilt --quiltrc - unapplied) >"$dir.log" 2>&1
	test $? -eq 1 && test -e "$dir/debian-own"
	result $? "debian: quilt finds all patches applied" "$dir.log"
	for patch in "$debian"/patches/lazymmu/*.patch; do
		for field in From Date Subject Forwarded; do
			sed '/^$/q' "$patch" | grep -q "^$field: ." || echo "$patch: no $field"
		done
	done >"$dir.log"
	test ! -s "$dir.log"
	result $? "debian: each patch has the fields of DEP-3" "$dir.log"
	rm -rf "$debian" "$dir/.pc" "$dir/debian-own"
	applied "$dir" "$dir" "debian: the package has the tree of the steps"
}

formats() {
	for program in quilt rpmbuild dpkg-source; do
		command -v "$program" >"$tmp/formats.log"
		result $? "$program is installed ('make deps' does that)"
	done
	by_quilt
	by_rpm
	by_dpkg
}
formats >"$tmp/formats.results" 2>&1 &
formats=$!

tree "$tmp/tree" &&
git_ -C "$tmp/tree" am -q --empty=drop "$tmp"/patches/*.patch >"$tmp/log" 2>&1
result $? "git am takes all patches" "$tmp/log"
test "$(git -C "$tmp/tree" rev-parse 'HEAD^{tree}')" = "$(git -C "$kernel" rev-parse "$head^{tree}")"
result $? "git am gives the tree of the steps"
git -C "$tmp/tree" log --format=%B "$base.." >"$tmp/mailed"
git -C "$kernel" log --format=%B "$base..$head" | diff - "$tmp/mailed" >"$tmp/log"
result $? "git am keeps the messages" "$tmp/log"

# Check as many patches at a time as there are processors. The one new type is a
# typedef, as pte_t is: an architecture may replace it by a structure. Mainline's
# commits are not in this repository, so their ids are unknown to it. On 6.1 a step
# moves BUG_ON()s from one file to another.
echo lazy_mmu_state_t >"$tmp/typedefs"
ls "$tmp"/patches/*.patch | grep -v '/0000-' >"$tmp/to-check"
test -s "$tmp/to-check"
result $? "there are patches to check"
(cd "$tmp/tree" && xargs -P "$(nproc)" -I PATCH sh -c '
	ignore=UNKNOWN_COMMIT_ID
	case PATCH in
	*-make-the-lazy-mode-Xen-s-own.patch) ignore=$ignore,AVOID_BUG ;;
	esac
	PATH=/usr/bin:$PATH scripts/checkpatch.pl --strict \
		--typedefsfile=../typedefs --ignore "$ignore" PATCH >PATCH.log 2>&1
	echo $? >PATCH.status') <"$tmp/to-check"
while read -r patch; do
	status=$(cat "$patch.status")
	grep -q '^total: 0 errors, 0 warnings, 0 checks' "$patch.log" || status=1
	result "$status" "checkpatch --strict: $(basename "$patch")" "$patch.log"
done <"$tmp/to-check"

# Only reports about functions of the series count. kernel-doc of 6.1 has no -Wall.
all=
! grep -qF -e -Wall "$tmp/tree/scripts/kernel-doc" "$tmp"/tree/tools/docs/kernel-doc 2>/dev/null ||
	all=-Wall
git -C "$kernel" diff -U0 "$base" "$head" -- '*.[ch]' |
	sed -n 's,^+++ b/,,; t file; \,^+/\*\*$,{ g; p; }; d; : file; h' | sort -u |
	grep -v '^mm/tests/' >"$tmp/documented"
if is_stateful; then
	test "$(wc -l <"$tmp/documented")" -ge 8
	result $? "kernel-doc: the series documents functions in its headers" "$tmp/documented"
fi
for file in $(cat "$tmp/documented"); do
	(cd "$tmp/tree" && scripts/kernel-doc -v -none $all "$file") >"$tmp/all" 2>&1
	grep -q 'Scanning doc for' "$tmp/all"
	result $? "kernel-doc: there is some in $file" "$tmp/all"
	grep -E '(warning|error):.*(lazy_mmu|xen_mc_pending|xen_get_lazy_mode|(set_pte|get_and_clear)_kernel|tlb_batch_sched)' "$tmp/all" >"$tmp/log"
	test ! -s "$tmp/log"
	result $? "kernel-doc: $file" "$tmp/log"
done

if is_stateful; then
	leftovers "$kernel" "$head" >"$tmp/log"
	test ! -s "$tmp/log"
	result $? "no stateless section is left" "$tmp/log"
	leftovers "$kernel" "$base" >"$tmp/log"
	test -s "$tmp/log"
	result $? "and the stock tree has some"
	audit "$kernel" "$head" "$tmp/audit" >"$tmp/log"
	test ! -s "$tmp/log"
	result $? "the audit is silent" "$tmp/log"
fi

make -s build/removed >"$tmp/log" 2>&1 && build/removed --check "$KERNEL" >"$tmp/log" 2>&1
result $? "series/removed is as 'make removed' writes it" "$tmp/log"

wait "$vendor"
result $? "the vendors' trees were tried to the end"
cat "$tmp/vendor.results"
wait "$partial"
result $? "the parts were tried to the end"
cat "$tmp/partial.results"
wait "$formats"
result $? "the formats were tried to the end"
cat "$tmp/formats.results"

passed=$(wc -l <"$tmp/passed")
failed=$(wc -l <"$tmp/failed")
printf '%d passed, %d failed\n' "$passed" "$failed"
test "$failed" -eq 0
