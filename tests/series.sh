#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# series.sh - the patches of the series as their reader gets them: they apply
# to the pristine tree and give the tree that the steps gave, checkpatch has
# nothing to say, nothing stateless is left, the audit is silent, and a tree
# with unrelated changes in the same files converts as well.

set -u
cd "$(dirname "$0")/.." || exit 3
home=$PWD
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
passed=0
failed=0
git_() { git -c user.name=lazymmu -c user.email=lazymmu@localhost.localdomain \
	-c commit.gpgsign=false -c gc.auto=0 "$@"; }

# result STATUS NAME [FILE]: FILE is shown if STATUS is not 0
result() {
	if test "$1" -eq 0; then
		passed=$((passed + 1))
		echo "ok - $2"
	else
		failed=$((failed + 1))
		echo "not ok - $2"
		test -z "${3:-}" || sed 's/^/# /' "$3"
	fi
}

# What must not be in a converted tree.
leftovers() {
	git -C "$1" grep -nE \
		-e '^[[:space:]]+(arch_enter_lazy_mmu_mode|lazy_mmu_mode_enable)\(\);' \
		-e 'arch_leave_lazy_mmu_mode\(\)|lazy_mmu_mode_disable\(\)' \
		-e 'void \(?\*?arch_enter_lazy_mmu_mode' \
		"$2" -- mm fs arch drivers include | grep -vE ':[0-9]+: \* |:arch/x86/xen/'
}

# audit REPOSITORY COMMIT: prints what the audit script finds
audit() {
	git -C "$1" grep -lE '(arch_(enter|leave)_lazy_mmu|lazy_mmu_mode_)' "$2" -- \
		mm fs 'arch/*.[ch]' drivers include |
		sed "s/^$2://" >"$tmp/audited"
	rm -rf "$tmp/audit" && mkdir "$tmp/audit"
	xargs git -C "$1" archive "$2" <"$tmp/audited" | tar -x -C "$tmp/audit"
	(cd "$tmp/audit" && spatch --very-quiet --no-includes -D report \
		--sp-file "$home/audit/lazy_mmu.cocci" --include-headers --dir .) 2>&1
}

KERNEL=${KERNEL:-$(./lazymmu versions --default)} || exit
kernel=$(./lazymmu fetch "$KERNEL" | tail -n 1) || exit 19
base=$(git -C "$kernel" rev-parse main 2>/dev/null || git -C "$kernel" rev-parse HEAD)

./lazymmu series -o "$tmp/patches" "$KERNEL" >"$tmp/log" 2>&1
result $? "the series is written" "$tmp/log"
./lazymmu apply "$KERNEL" >"$tmp/log" 2>&1
result $? "the series is applied" "$tmp/log"
head=$(git -C "$kernel" rev-parse "lazymmu/$KERNEL")

# A work tree with what the patches touch and what checkpatch wants to see.
git_ clone -q -s -n "$kernel" "$tmp/tree" &&
git -C "$tmp/tree" config core.sparseCheckout true &&
{ git -C "$kernel" diff --name-only "$base" "$head" | sed 's,^,/,'
  printf '/%s\n' COPYING CREDITS Kbuild Makefile README MAINTAINERS scripts/ \
	LICENSES/ Documentation/Kconfig arch/Kconfig include/linux/kernel.h \
	drivers/Kconfig fs/Kconfig init/Kconfig ipc/Makefile kernel/Makefile lib/Kconfig
} >"$tmp/tree/.git/info/sparse-checkout" &&
git_ -C "$tmp/tree" checkout -q --detach "$base" &&
git_ -C "$tmp/tree" am -q --empty=drop "$tmp"/patches/*.patch >"$tmp/log" 2>&1
result $? "git am takes all patches" "$tmp/log"
test "$(git -C "$tmp/tree" rev-parse 'HEAD^{tree}')" = "$(git -C "$kernel" rev-parse "$head^{tree}")"
result $? "git am gives the tree of the steps"

for patch in "$tmp"/patches/*.patch; do
	case $patch in
	*/0000-*) continue ;;
	esac
	(cd "$tmp/tree" && PATH=/usr/bin:$PATH scripts/checkpatch.pl --strict "$patch") >"$tmp/log" 2>&1
	status=$?
	grep -q '^total: 0 errors, 0 warnings, 0 checks' "$tmp/log" || status=1
	result $status "checkpatch --strict: $(basename "$patch")" "$tmp/log"
done

# What it says about our functions; about others it may have more to say.
for file in include/linux/lazy_mmu.h include/asm-generic/lazy_mmu_types.h \
	include/linux/pgtable.h arch/x86/include/asm/paravirt.h \
	arch/x86/xen/mmu_pv.c arch/x86/xen/xen-ops.h \
	arch/powerpc/include/asm/book3s/64/tlbflush-hash.h arch/sparc/mm/tlb.c \
	arch/arm64/include/asm/pgtable.h; do
	(cd "$tmp/tree" && scripts/kernel-doc -v -none -Wall $file) >"$tmp/all" 2>&1
	grep -q 'Scanning doc for' "$tmp/all"
	result $? "kernel-doc: there is some in $file" "$tmp/all"
	grep -E '(warning|error):.*(lazy_mmu|xen_mc_pending|xen_get_lazy_mode|(set_pte|get_and_clear)_kernel|tlb_batch_sched)' "$tmp/all" >"$tmp/log"
	test ! -s "$tmp/log"
	result $? "kernel-doc: $file" "$tmp/log"
done

leftovers "$kernel" "$head" >"$tmp/log"
test ! -s "$tmp/log"
result $? "no stateless section is left" "$tmp/log"
leftovers "$kernel" "$base" >"$tmp/log"
test -s "$tmp/log"
result $? "and the stock tree has some"
audit "$kernel" "$head" >"$tmp/log"
test ! -s "$tmp/log"
result $? "the audit is silent" "$tmp/log"

# A vendor's tree: more code, in the same files and functions.
git_ -C "$tmp/tree" checkout -q -b vendor "$base" &&
sh tests/vendor.sh "$tmp/tree" &&
git_ -C "$tmp/tree" commit -q -a -m "vendor: changes of our own"
result $? "a vendor's tree is made"
./lazymmu apply -b ported "$tmp/tree" >"$tmp/log" 2>&1
result $? "the series applies to a vendor's tree" "$tmp/log"
leftovers "$tmp/tree" ported >"$tmp/log" 2>&1
test ! -s "$tmp/log"
result $? "no stateless section is left in it" "$tmp/log"
audit "$tmp/tree" ported >"$tmp/log"
test ! -s "$tmp/log"
result $? "the audit is silent about it" "$tmp/log"
git -C "$tmp/tree" diff vendor ported | grep '^-.*vendor_' >"$tmp/log"
test ! -s "$tmp/log"
result $? "the vendor's lines are all there" "$tmp/log"

printf '%d passed, %d failed\n' "$passed" "$failed"
test "$failed" -eq 0
