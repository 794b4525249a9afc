#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# debian.sh SUITE [COMMAND...] - does a newcomer's machine do all of this? Make
# a minimal Debian of that suite in a directory of the cache, install there what
# the command asks for, run its tests, port a kernel, and build and boot it.
# KERNEL in the environment is that kernel's version. With a COMMAND: run that
# in the system that the last run left, for a look.
#
# The checkout's HEAD is tested; changes that are not committed are left out.
# The kernels that are built there are kept for the next run; everything else
# is made anew each time.
#
# All mounts are made in a mount namespace of this script's own. The kernel
# removes them when the script ends, even by SIGKILL, so that nothing of this
# machine is ever mounted in the directory when somebody deletes it.

set -u
cd "$(dirname "$0")/.." || exit 3

suite=${1:-}
case $suite in
'' | *[!a-z]*)
	echo "usage: debian.sh SUITE [COMMAND...], for example: debian.sh trixie" >&2
	exit 2 ;;
esac
sh tests/deps.sh name debian || exit
if test "$(id -u)" != 0; then
	echo "A Debian in a directory needs root: run 'sudo make check-debian SUITE=$suite'." >&2
	exit 16
fi
# In namespaces of our own from here on: this program becomes process 1 there.
if test "${LAZYMMU_DEBIAN_INSIDE:-}" != yes || test $$ -ne 1; then
	LAZYMMU_DEBIAN_INSIDE=yes exec unshare --mount --propagation private \
		--pid --fork --kill-child --mount-proc sh "$0" "$@"
fi
unset LAZYMMU_DEBIAN_INSIDE
shift
. tests/stage.sh

# The same place that the command uses: src/util/paths.c.
top=${LAZYMMU_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lazymmu}/debian/$suite
KERNEL=${KERNEL:-$(./lazymmu versions --default)} || exit 3
days=7				# after that the packages of the base are old
# The packages that a newcomer has to have before the first "make"; any machine
# has mount.
packages=ca-certificates,git,make,mount
mkdir -p "$top/archives/partial" "$top/cache" && chmod 700 "$top" || exit 3

exec 9>"$top/lock"
if ! flock -n 9; then
	echo "Waiting for another run that uses $top" >&2
	flock 9 || exit 3
fi

# The mirrors are those that this system uses: lines for apt, of $suite.
sources() {
	keys=/usr/share/keyrings/debian-archive-keyring.gpg
	by=
	test ! -e $keys || by="[signed-by=$keys] "
	# shellcheck disable=SC2016 # apt-get replaces these
	apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' \
		'Created-By: Packages' | awk -F'|' -v suite="$suite" -v by="$by" '
		$1 != "Debian" || seen[$2]++ { next }
		$2 == "Debian" {
			print "deb " by $3 " " suite " main"
			print "deb " by $3 " " suite "-updates main"
		}
		$2 == "Debian-Security" { print "deb " by $3 " " suite "-security main" }'
}

# The minimal system, as mmdebstrap makes it. It is used again for some days, if
# the same one would be made.
base() {
	sources >"$out/sources"
	if ! grep -q "^deb .* $suite main$" "$out/sources"; then
		echo "This system uses no mirror of Debian that apt knows of: run 'apt-get update', and see 'apt-get indextargets'." >&2
		return 3
	fi
	# A proxy, for example, or that old packages lists are taken.
	apt-config dump --format '%f "%v";%n' Acquire::http Acquire::https \
		Acquire::Check-Valid-Until Acquire::Check-Date >"$out/apt.conf" || return
	{ echo "$packages"; cat "$out/sources" "$out/apt.conf"; } >"$out/made-of"
	if cmp -s "$out/made-of" "$top/base/made-of" &&
	   test -n "$(find "$top/base/made-of" -mtime "-$days")"; then
		echo "made at $(date -r "$top/base/made-of" '+%F %R'), used again"
		return 0
	fi
	rm -rf --one-file-system "$top/base" "$top/base.new" || return
	mkdir -p "$top/base.new" || return
	mmdebstrap --quiet --variant=apt --include="$packages" \
		--aptopt="$out/apt.conf" "$suite" "$top/base.new/root" - \
		<"$out/sources" || return
	cp "$out/made-of" "$top/base.new/made-of" && mv "$top/base.new" "$top/base"
}

# The system of this run: a copy of the base, and a clone of the checkout.
copy() {
	rm -rf --one-file-system "$top/system" &&
	cp -a --reflink=auto "$top/base/root" "$top/system" &&
	git -c safe.directory='*' clone -q --no-hardlinks . "$top/system/root/lazymmu" &&
	git -C "$top/system/root/lazymmu" log -1 --format='%h %s'
}

# What the system has to have around it. Its packages and kernels are kept
# outside of it.
mounts() {
	mount --bind "$top/system" "$top/system" &&
	mount -t proc proc "$top/system/proc" &&
	mount --rbind /sys "$top/system/sys" &&
	mount --rbind /dev "$top/system/dev" &&
	mount --bind "$top/archives" "$top/system/var/cache/apt/archives" &&
	mkdir -p "$top/system/root/.cache/lazymmu" &&
	mount --bind "$top/cache" "$top/system/root/.cache/lazymmu" &&
	for file in /etc/resolv.conf /etc/hosts; do
		test ! -e $file || cat $file >"$top/system$file" || return
	done
}

# inside COMMAND...: run it in the system, in the checkout, as a new login would.
# Not by chroot: in there nobody, not even root, may make a user namespace, and
# tests that need one would be skipped.
inside() {
	unshare --mount --propagation private sh -c '
		cd "$1" && pivot_root . srv && cd / && umount -l /srv || exit 3
		term=$2
		shift 2
		cd /root/lazymmu || exit 3
		exec env -i HOME=/root USER=root LOGNAME=root TERM="$term" LANG=C.UTF-8 \
			PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
			"$@"' sh "$top/system" "${TERM:-dumb}" "$@"
}

# The same steps on the same commit must give the same tree here and there.
same_tree() {
	kernel=$(./lazymmu fetch "$KERNEL" | tail -n 1)
	test -n "$kernel" && ./lazymmu apply "$KERNEL" || return
	git_="git -c safe.directory=*"
	here=$($git_ -C "$kernel" rev-parse "lazymmu/$KERNEL^{tree}") || return
	mkdir -p "$top/system/mnt/kernel" &&
	mount --bind "$kernel" "$top/system/mnt/kernel" &&
	mount -o remount,bind,ro "$top/system/mnt/kernel" &&
	inside git config --global --add safe.directory '*' &&
	inside git clone -q --shared -b main /mnt/kernel /root/linux &&
	inside ./lazymmu apply -b ported /root/linux || return
	there=$(inside git -C /root/linux rev-parse 'ported^{tree}') || return
	inside spatch --version | head -n 1
	printf 'tree %s on %s\ntree %s on this system, with %s\n' "$there" "$suite" \
		"$here" "$(spatch --version | head -n 1)"
	test "$here" = "$there" && return
	inside git -C /root/linux diff "$here" "$there"
	return 1
}

if test $# -gt 0; then
	if ! test -d "$top/system/root/lazymmu"; then
		echo "There is no $suite yet: run 'make check-debian SUITE=$suite' first." >&2
		exit 3
	fi
	mounts || exit
	inside "$@"
	exit
fi

# Without these nothing can be said of the rest, which is tested in any case.
if stage "a minimal $suite" base &&
   stage "a copy of it, with a clone of this checkout" copy &&
   stage "mounts" mounts &&
   stage "make deps" inside make -s deps &&
   stage "make" inside make -s &&
   stage "lazymmu doctor --install" inside ./lazymmu doctor --install; then
	stage "make check-fast" inside make -s check-fast
	stage "lazymmu apply $KERNEL, here and there" same_tree
	stage "lazymmu test x86_64-xen arm64" \
		inside ./lazymmu test -k "$KERNEL" x86_64-xen arm64
fi
stages_end
