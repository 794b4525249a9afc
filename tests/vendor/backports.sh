#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# backports.sh TREE - change a kernel tree like a vendor who has taken changes
# of mainline: vmalloc and the page map scan open and close their sections, one
# loop of vmalloc leaves its section open when it fails, and KFENCE flushes.
#
# versions: 6.1 6.12
# same: fs/proc/task_mmu.c

set -eu
. "$(dirname "$0")/change"
cd "$1"

# The loops of vmalloc, as in mainline's 44562c71e2cf.
for function in 'static int vmap_pte_range' 'static void vunmap_pte_range' \
	'static int vmap_pages_pte_range'; do
	change mm/vmalloc.c "/^$function(/,/^}/{
		s/^\tdo {/\tarch_enter_lazy_mmu_mode();\n\n&/
		s/^\t} while (.*/&\n\n\tarch_leave_lazy_mmu_mode();/
	}"
done
# On a tree whose vmap() returns from the loop, the section stays open then.
change mm/vmalloc.c '/^static int vmap_pages_pte_range(/,/^}/{
	s/^\t\t\terr = \(-E[A-Z]*\);/\t\t\treturn \1;/
	/^\t\t\tbreak;/d
	/^\tint err = 0;/d
	s/^\treturn err;/\treturn 0;/
}'

# The page map scan, which 6.1 does not have, as in mainline's ad449d856bd7.
of 6.1 || change fs/proc/task_mmu.c '/^static int pagemap_scan_pmd_entry(/,/^}/{
	/^\tarch_enter_lazy_mmu_mode();/,/^$/d
	/^\t*arch_leave_lazy_mmu_mode();/d
	/^\tif (ret != -ENOENT) {/,/^\t}/{ s/ {$//; /^\t}/d }
	s/^\tif ((p->arg.flags & PM_SCAN_WP_MATCHING) && !p->vec_out) {/\tarch_enter_lazy_mmu_mode();\n\n&/
	s/^\tpte_unmap_unlock(start_pte, ptl);/\tarch_leave_lazy_mmu_mode();\n&/
}'

# KFENCE flushes what it has changed.
change arch/x86/include/asm/kfence.h '/^static inline bool kfence_protect_page(/,/^}/{
	s/^\tset_pte(pte, .*/&\n\tarch_flush_lazy_mmu_mode();/
}'
