# SPDX-License-Identifier: GPL-2.0-only
#
# Print the counts of gcovr --csv as a table: lines and branches of each file.

function percent(covered, total)
{
	return total ? 100 * covered / total : 100
}

function row(name, lines, lines_run, branches, branches_run)
{
	printf "%-22s %5d of %5d lines %5.1f %%  %5d of %5d branches %5.1f %%\n",
		name, lines_run, lines, percent(lines_run, lines),
		branches_run, branches, percent(branches_run, branches)
}

NR == 1 {
	for (i = 1; i <= NF; i++)
		column[$i] = i
	next
}

{
	l = $(column["line_total"])
	lr = $(column["line_covered"])
	b = $(column["branch_total"])
	br = $(column["branch_covered"])
	row($(column["filename"]), l, lr, b, br)
	lines += l
	lines_run += lr
	branches += b
	branches_run += br
}

END { row("all", lines, lines_run, branches, branches_run) }
