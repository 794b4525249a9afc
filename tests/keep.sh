#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# keep.sh - a real kernel over the years: all misfits of a tree with changes of its
# own are listed, a ported tree stays ported after a merge and a backport, what
# cannot be converted is named, and the series is taken back.
# KERNEL in the environment is the version, or VERSION=RELEASE as for 'lazymmu fetch';
# PART is one of the parts "stateless" and "mainline", to run only that.

set -u
cd "$(dirname "$0")/.." || exit 3
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
passed=0
failed=0
git_() { git -C "$tmp/tree" -c user.name=lazymmu -c user.email=lazymmu@localhost.localdomain \
	-c commit.gpgsign=false -c gc.auto=0 "$@"; }

# result STATUS NAME: print the result of a test, and the log if it failed
result() {
	if test "$1" -eq 0; then
		passed=$((passed + 1))
		echo "ok - $2"
	else
		failed=$((failed + 1))
		echo "not ok - $2"
		sed 's/^/# /' "$tmp/log"
	fi
}

# logged STATUS NAME COMMAND...: the command has to exit with STATUS
logged() {
	expected=$1
	name=$2
	shift 2
	"$@" >"$tmp/log" 2>&1
	status=$?
	test $status -eq "$expected" || echo "exit status $status" >>"$tmp/log"
	test $status -eq "$expected"
	result $? "$name"
}

# says NAME REGEX: the last log has a line that matches
says() {
	grep -qE -e "$2" "$tmp/log"
	result $? "$1"
}

# change FILE SCRIPT: run sed, which has to change something
change() {
	sed "$2" "$tmp/tree/$1" >"$tmp/new"
	cmp -s "$tmp/tree/$1" "$tmp/new" && { echo "$1: nothing was changed"; exit 1; }
	cat "$tmp/new" >"$tmp/tree/$1"
}

# clone VERSION[=RELEASE]: make a tree with the branch "release", in place of the last one
clone() {
	kernel=$(./lazymmu fetch "$1") || exit 19
	kernel=$(echo "$kernel" | tail -n 1)
	base=$(git -C "$kernel" rev-parse main 2>/dev/null || git -C "$kernel" rev-parse HEAD)
	rm -rf "$tmp/tree"
	git clone -q -s -n "$kernel" "$tmp/tree" &&
	git_ config core.sparseCheckout true &&
	printf '/%s\n' Makefile mm/ include/linux/pgtable.h arch/sparc/mm/ '*/came_in.*' >"$tmp/tree/.git/info/sparse-checkout" &&
	git_ checkout -q -b release "$base" || exit 3
}

# same NAME BRANCH: the branch has the tree of the release
same() {
	git_ diff --stat release "$2" >"$tmp/log" 2>&1 && test ! -s "$tmp/log"
	result $? "$1"
}

KERNEL=${KERNEL:-$(./lazymmu versions --default)} || exit
version=${KERNEL%%=*}
if test "${PART:-stateless}" = stateless; then
clone "$KERNEL"

# --- a tree with changes of its own ---

git_ checkout -q -b misfits
change mm/vmalloc.c 's/^static int vmap_pte_range(/static int vendor_vmap_pte_range(/'
change arch/sparc/mm/tlb.c 's/flush_tlb_pending/vendor_flush_pending/'
cat >>"$tmp/tree/mm/memory.c" <<'END'

void vendor_nested(void)
{
	arch_enter_lazy_mmu_mode();
	vendor_outer();
	arch_enter_lazy_mmu_mode();
	vendor_inner();
	arch_leave_lazy_mmu_mode();
	arch_leave_lazy_mmu_mode();
}
END
git_ commit -q -a -m "vendor: three changes of our own"
logged 17 "a tree with three misfits does not fit" ./lazymmu apply -n --keep-going "$tmp/tree"
line=$(grep -n '^static int vendor_vmap_pte_range(' "$tmp/tree/mm/vmalloc.c" | sed 's/:.*//')
says "the function with another name" "in mm/vmalloc\.c, no line matches .*vmap_pte_range.* the nearest line is mm/vmalloc\.c:$line, 'static int vendor_vmap_pte_range"
says "the nested section" "is left over in mm/memory\.c:"
says "the renamed function of sparc64" "in arch/sparc/mm/tlb\.c, no line matches the anchor '\^void flush_tlb_pending"
says "consequences of the nested section" "because step 20-mm-local-state did not fit"
test -z "$(git_ for-each-ref refs/heads/lazymmu)"
result $? "there is no branch"

# --- a merge of the next release, and a backport ---

git_ checkout -q release
logged 0 "the series is applied" ./lazymmu apply -b ported "$tmp/tree"
change Makefile 's/^SUBLEVEL = .*/SUBLEVEL = 999/'
cat >>"$tmp/tree/mm/madvise.c" <<'END'

int came_in_stateless(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	arch_enter_lazy_mmu_mode();
	for (; addr < end; pte++, addr += PAGE_SIZE) {
		if (fatal_signal_pending(current)) {
			arch_leave_lazy_mmu_mode();
			return -EINTR;
		}
		pte_clear(mm, addr, pte);
	}
	arch_leave_lazy_mmu_mode();
	return 0;
}
END
git_ commit -q -a -m "the next release"
git_ checkout -q ported
logged 0 "the release is merged" git_ merge -q --no-edit release
cat >>"$tmp/tree/mm/mremap.c" <<'END'

int came_in_from_mainline(struct mm_struct *mm, pte_t *pte, unsigned long addr)
{
	int err;

	lazy_mmu_mode_enable();
	pte_clear(mm, addr, pte);
	lazy_mmu_mode_pause();
	err = vendor_allocate(mm);
	lazy_mmu_mode_resume();
	lazy_mmu_mode_disable();
	return err;
}
END
# A fix adds an exit to a section that the series has converted.
change mm/mprotect.c '/^static long change_pte_range(/,/^}/s/^\t\toldpte = .*;/&\n\t\tif (vendor_stop(addr)) {\n\t\t\tarch_leave_lazy_mmu_mode();\n\t\t\tpte_unmap_unlock(pte - 1, ptl);\n\t\t\treturn pages;\n\t\t}/'
# Other directories have sections, too, of both kinds.
mkdir -p "$tmp/tree/lib" "$tmp/tree/virt" "$tmp/tree/kernel" "$tmp/tree/include" "$tmp/tree/drivers"
sed -n '/^int came_in_stateless/,/^}/p' "$tmp/tree/mm/madvise.c" >"$tmp/tree/lib/came_in.c"
sed -n '/^int came_in_from_mainline/,/^}/p' "$tmp/tree/mm/mremap.c" >"$tmp/tree/virt/came_in.c"
cp "$tmp/tree/virt/came_in.c" "$tmp/tree/kernel/came_in.c"
(echo 'static inline'; cat "$tmp/tree/virt/came_in.c") >"$tmp/tree/include/came_in.h"
git_ add -f lib/came_in.c virt/came_in.c kernel/came_in.c include/came_in.h
git_ commit -q -a -m "fixes from mainline"
logged 0 "what came in is converted" ./lazymmu apply --update "$tmp/tree"
says "in seven files" '^7 files were converted: branch lazymmu/.*-update of '
logged 0 "the commit is taken" git_ merge -q --ff-only "lazymmu/$version-update"
git_ grep -nE '(arch_(enter|leave)_lazy_mmu_mode|lazy_mmu_mode_(enable|disable|resume))\(\);' HEAD -- mm lib virt kernel include ':!mm/tests' ':!include/linux/lazy_mmu.h' |
	grep -vE '= lazy_mmu_mode_enable\(\);' >"$tmp/log"
test ! -s "$tmp/log"
result $? "no section without a state is left"
git_ grep -nE 'arch_(enter|leave)_lazy_mmu_mode' HEAD -- lib virt kernel include/came_in.h >"$tmp/log"
test ! -s "$tmp/log"
result $? "outside of arch/, the sections have the generic names"
git_ show HEAD:lib/came_in.c >"$tmp/log"
says "a section in lib/" '^	lazy_mmu_mode_disable\(lazy_mmu_state\);'
git_ show HEAD:mm/mprotect.c >"$tmp/log"
says "the new exit gets the state of its section" '^			lazy_mmu_mode_disable\(lazy_mmu_state\);'
git_ show HEAD:mm/mremap.c >"$tmp/log"
says "the pause gets one of its own" '^	lazy_mmu_mode_resume\(lazy_mmu_paused\);'
# The branch of that name is merged, so it is in nobody's way.
logged 0 "nothing is left to convert" ./lazymmu apply --update "$tmp/tree"
says "and the command says so" 'there is nothing to convert'

# --- what cannot be converted ---

cat >>"$tmp/tree/mm/mremap.c" <<'END'

void came_in_for_another(void)
{
	lazy_mmu_mode_disable();
}
END
cat >"$tmp/tree/include/came_in.h" <<'END'
#define came_in_begin() arch_enter_lazy_mmu_mode()
#define came_in_end() do { arch_leave_lazy_mmu_mode(); } while (0)
END
cat >"$tmp/tree/drivers/came_in.c" <<'END'
void came_in_stop(void)
{
	arch_leave_lazy_mmu_mode();
}
END
git_ add -f drivers/came_in.c
git_ commit -q -a -m "sections that are opened elsewhere"
logged 21 "sections of two functions have to be changed by hand" ./lazymmu apply --update -b by-hand "$tmp/tree"
line=$(($(wc -l <"$tmp/tree/mm/mremap.c") - 1))
says "the place is named" "mm/mremap\.c:$line: lazy_mmu_mode_disable\(\) does not get the state"
says "the enter in a macro, too" 'include/came_in\.h:1: the state that lazy_mmu_mode_enable\(\) returns is not kept'
says "and its leave" 'include/came_in\.h:2: lazy_mmu_mode_disable\(\) does not get the state'
says "and the leave in a driver" 'drivers/came_in\.c:3: lazy_mmu_mode_disable\(\) does not get the state'
says "each place counts once" ' 4 places of '
git_ grep -n LAZY_MMU_ by-hand -- include/came_in.h drivers/came_in.c mm/mremap.c >"$tmp/log"
test ! -s "$tmp/log"
result $? "none of them gets a state that was guessed"
git_ reset -q --hard HEAD~1

# --- the series is taken back ---

logged 21 "code that uses the series is in the way" ./lazymmu revert "$tmp/tree"
says "its file is named" 'uses its interface in .*mm/mremap\.c[,;]'
git_ checkout -q -b merged "HEAD~2"
logged 0 "the series below a merge is taken back" ./lazymmu revert "$tmp/tree"
same "what is left is the release" "lazymmu/$version-reverted"

fi

# --- a kernel with mainline's own mode, whose functions have the names of ours ---

MAINLINE=7.3
if test "${PART:-mainline}" = mainline; then
clone "$MAINLINE"
logged 0 "the series is applied to $MAINLINE" ./lazymmu apply --series=stateful -b ported "$tmp/tree"
change Makefile 's/^SUBLEVEL = .*/SUBLEVEL = 999/'
cat >>"$tmp/tree/mm/mincore.c" <<'END'

void came_in(struct mm_struct *mm, pte_t *pte, unsigned long addr)
{
	lazy_mmu_mode_enable();
	pte_clear(mm, addr, pte);
	lazy_mmu_mode_disable();
}
END
git_ commit -q -a -m "the next release"
git_ checkout -q ported
logged 0 "the release is merged" git_ merge -q --no-edit release
logged 0 "mainline's own section is not in the way" ./lazymmu revert "$tmp/tree"
same "what is left is the release" "lazymmu/$MAINLINE-reverted"
logged 0 "the section is converted" ./lazymmu apply --update "$tmp/tree"
logged 0 "the commit is taken" git_ merge -q --ff-only "lazymmu/$MAINLINE-update"
logged 0 "the series is taken back with its update" ./lazymmu revert -b after "$tmp/tree"
same "what is left is the release again" after
git_ commit -q --amend -m "a conversion by hand"
logged 21 "without a commit of an update, a section with a state is in the way" ./lazymmu revert -b by-hand "$tmp/tree"
says "its file is named" 'uses its interface in mm/mincore\.c;'
fi

printf '%d passed, %d failed\n' "$passed" "$failed"
test "$failed" -eq 0
