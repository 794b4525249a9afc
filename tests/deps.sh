#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# deps.sh name|install [sanitize|debian] - name the packages that building the
# command and its tests needs and this machine lacks, or install them. Prints and
# does nothing on a machine that has all of them. "sanitize" adds the packages
# that 'make check-sanitize' needs; clang alone is half a gigabyte. "debian" adds
# those that 'make check-debian' needs.

set -u
action=$1
with=${2:-}
set --
compiler=${CC:-gcc}
if ! command -v "${compiler%% *}" >/dev/null 2>&1; then
	# Nobody knows the package of a compiler that somebody has chosen.
	if test "${compiler%% *}" != gcc; then
		echo "The compiler '$compiler' (CC) is not installed." >&2
		exit 16
	fi
	set -- "$@" gcc libc6-dev
fi
test -e /usr/include/stdio.h || set -- "$@" libc6-dev
test -e /usr/include/jansson.h || set -- "$@" libjansson-dev
test -e /usr/include/pcre2.h || set -- "$@" libpcre2-dev
test -e /usr/include/sha256.h || set -- "$@" libmd-dev
test -e /usr/include/cmocka.h || set -- "$@" libcmocka-dev
# Only tests/series.sh needs these: the command can be built without them.
if test "$action" = install; then
	command -v quilt >/dev/null 2>&1 || set -- "$@" quilt
	command -v rpmbuild >/dev/null 2>&1 || set -- "$@" rpm
	command -v dpkg-source >/dev/null 2>&1 || set -- "$@" dpkg-dev
fi
if test "$with" = sanitize; then
	command -v valgrind >/dev/null 2>&1 || set -- "$@" valgrind
	command -v gcovr >/dev/null 2>&1 || set -- "$@" gcovr
	command -v "${FUZZ_CC:-clang}" >/dev/null 2>&1 || set -- "$@" clang
	ls /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-* >/dev/null 2>&1 ||
		set -- "$@" libclang-rt-dev
fi
if test "$with" = debian; then
	command -v mmdebstrap >/dev/null 2>&1 || set -- "$@" mmdebstrap
fi
test $# -gt 0 || exit 0

if test "$action" = name; then
	echo "These packages are missing: $*. 'make deps${with:+-$with}' installs them." >&2
	exit 16
fi

if test "$(id -u)" = 0; then
	as=
elif sudo -n true 2>/dev/null; then
	as="sudo -n"
else
	echo "Install these packages first: sudo apt-get install $*" >&2
	exit 16
fi
# The system's own updates may hold locks for minutes. apt-get waits for the lock
# of dpkg, but gives up at once if the package lists are locked.
apt="$as env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -o DPkg::Lock::Timeout=600"
update() {
	tries=0
	until said=$($apt update -q 2>&1); do
		case $said in
		*"Could not get lock"*) ;;
		*) return 1 ;;
		esac
		test $tries -gt 0 || echo "Waiting for another program that installs packages" >&2
		tries=$((tries + 1))
		test $tries -lt 300 || return 1
		sleep 2
	done
}
echo "Installing: $*" >&2
update || {
	printf '%s\n' "$said" >&2
	echo "apt-get update failed; trying with the old package lists" >&2
}
exec $apt install -y --no-install-recommends "$@" >&2
