# SPDX-License-Identifier: GPL-2.0-only
#
# which.sh - the kernel and the series that a script tests; to be sourced in the
# project's directory.
#
# KERNEL, from the environment: the version (default: the one that 'lazymmu
# versions' marks).
# SERIES, from the environment: the series (default: stateful, which each version
# has).
# branch is the branch that 'lazymmu apply' makes of them.

KERNEL=${KERNEL:-$(./lazymmu versions --default)} || exit 3
SERIES=${SERIES:-stateful}
export KERNEL SERIES
# shellcheck disable=SC2034 # for the script that sources this
case $SERIES in
stateful) branch=lazymmu/$KERNEL ;;
*) branch=lazymmu/$KERNEL-$SERIES ;;
esac
