# SPDX-License-Identifier: GPL-2.0-only
# bash completion for lazymmu. The names come from the command itself.

_lazymmu()
{
	local cmd=$1 cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
	local sub=${COMP_WORDS[1]} words

	local versions

	COMPREPLY=()
	versions=$("$cmd" versions 2>/dev/null | sed -n '2,$s/ .*//p')
	if ((COMP_CWORD == 1)); then
		words=$("$cmd" --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
		mapfile -t COMPREPLY < <(compgen -W "$words help --help --version --quiet" -- "$cur")
		return
	fi
	case $prev in
	-f|--flavour)
		words=$("$cmd" targets --flavours 2>/dev/null | sed -n '2,$s/ .*//p')
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
		return ;;
	--provoke)
		mapfile -t COMPREPLY < <(compgen -W "fail hang panic truncate" -- "$cur")
		return ;;
	-o|--output|-k|--kernel|--json|--with|--report)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return ;;
	esac
	if [[ $cur == -* ]]; then
		words=$("$cmd" "$sub" --help 2>/dev/null | grep -oE -- '--[a-z-]+')
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
		return
	fi
	case $sub in
	build|test|bench)
		words=$("$cmd" targets 2>/dev/null | sed -n '2,$s/ .*//p')
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur") ;;
	fetch)
		mapfile -t COMPREPLY < <(compgen -W "$versions" -- "$cur") ;;
	apply|series)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -W "$versions" -- "$cur"; compgen -d -- "$cur") ;;
	compare)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
	esac
}
complete -F _lazymmu lazymmu ./lazymmu
