# SPDX-License-Identifier: GPL-2.0-only
# bash completion for lazymmu. The names come from the command itself.

_lazymmu_commands()
{
	"$1" --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

# The names in the first column of a table.
_lazymmu_names()
{
	"$@" 2>/dev/null | sed -n '2,$s/ .*//p'
}

# The names of the series: the second column of the versions, or the third one of
# the default, which has a '*' in between.
_lazymmu_series()
{
	"$1" versions 2>/dev/null |
		awk 'NR > 1 { print $2 == "*" ? $3 : $2 }' | tr ',' '\n' | sort -u
}

_lazymmu()
{
	local cmd=$1 cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
	local sub= from_git= i words

	COMPREPLY=()
	# Options of lazymmu itself may come before the command.
	for ((i = 1; i < COMP_CWORD; i++)); do
		if [[ -z $sub && ${COMP_WORDS[i]} != -* ]]; then
			sub=${COMP_WORDS[i]}
		fi
		[[ ${COMP_WORDS[i]} == @(-g*|--git) ]] && from_git=1
	done
	if [[ -z $sub ]]; then
		words="$(_lazymmu_commands "$cmd") help --help --version --quiet"
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
		return
	fi
	# bash makes a word of the '=' in --option=value.
	if [[ $cur == '=' ]]; then
		cur=
	elif [[ $prev == '=' ]]; then
		prev=${COMP_WORDS[COMP_CWORD-2]}
	fi
	case $prev in
	-f|--flavour)
		words=$(_lazymmu_names "$cmd" targets --flavours)
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
		return ;;
	--without)
		words=$(_lazymmu_names "$cmd" series --parts | sort -u)
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
		return ;;
	--format)
		mapfile -t COMPREPLY < <(compgen -W "mail mbox quilt debian" -- "$cur")
		return ;;
	--series)
		words=$(_lazymmu_series "$cmd")
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
		return ;;
	--provoke)
		mapfile -t COMPREPLY < <(compgen -W "fail hang panic truncate" -- "$cur")
		return ;;
	-g|--git)
		# The repository may be a local directory.
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		return ;;
	-o|--output|-k|--kernel|--json|--with|--report)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return ;;
	esac
	if [[ $cur == -* ]]; then
		words=$("$cmd" "$sub" --help 2>/dev/null | grep -oE -- '--[a-z-]+' | sort -u)
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
		return
	fi
	case $sub in
	help)
		mapfile -t COMPREPLY < <(compgen -W "$(_lazymmu_commands "$cmd")" -- "$cur") ;;
	build|test|bench)
		words=$(_lazymmu_names "$cmd" targets)
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur") ;;
	fetch)
		# With --git, the argument is a tag of that repository.
		[[ $from_git ]] && return
		words=$(_lazymmu_names "$cmd" versions)
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur") ;;
	apply|series)
		words=$(_lazymmu_names "$cmd" versions)
		[[ $sub == series ]] && words+=" $(_lazymmu_series "$cmd")"
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur"; compgen -d -- "$cur") ;;
	revert)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
	compare)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
	esac
}
complete -F _lazymmu lazymmu ./lazymmu
