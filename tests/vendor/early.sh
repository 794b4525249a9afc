#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# early.sh TREE - change a kernel tree of a stable release back to what the first
# releases of its version looked like, as far as lazy MMU sections are concerned:
# set_ptes() has a section of its own, a page that vmap() cannot map ends the loop by
# a return, and KASAN allocates the pages of its shadow where it maps them.
#
# versions: 6.1 6.12
# same: include/linux/pgtable.h arch/sparc/include/asm/pgtable_64.h

set -eu
. "$(dirname "$0")/change"
cd "$1"

# set_ptes(), which 6.1 does not have, opens and closes a section around its loop.
of 6.1 || for file in include/linux/pgtable.h arch/sparc/include/asm/pgtable_64.h; do
	change "$file" '/^static inline void set_ptes(/,/^}/{
		s/^\tfor (;;) {/\tarch_enter_lazy_mmu_mode();\n&/
		s/^}/\tarch_leave_lazy_mmu_mode();\n&/
	}'
done
# The comment on the mode said something else, at more length. That of 6.1 is old.
of 6.1 || change include/linux/pgtable.h '/^ \* A facility to provide lazy MMU batching/,/^ \*\//{
	/^ \* A facility/!{ /^ \*\//!d }
	s/^ \*\// * Only under the locks of all page tables that change.\n&/
}'

# The errors of vmap().
change mm/vmalloc.c '/^static int vmap_pages_pte_range(/,/^}/{
	s/^\t\t\terr = \(-E[A-Z]*\);/\t\t\treturn \1;/
	/^\t\t\tbreak;/d
	/^\tint err = 0;/d
	s/^\treturn err;/\treturn 0;/
}'

# FMODE_NONOTIFY had another bit. In 6.1, it still has.
of 6.1 || change include/linux/fs.h '/^#define FMODE_NONOTIFY\s/s/1 << 25/1 << 26/'

# KFENCE wrote an entry in two branches.
change arch/x86/include/asm/kfence.h '/^static inline bool kfence_protect_page(/,/^}/{
	/^\tnew = /d
	s/^\tset_pte(pte, .*/\tif (protect)\n\t\tset_pte(pte, __pte(val \& ~_PAGE_PRESENT));\n\telse\n\t\tset_pte(pte, __pte(val | _PAGE_PRESENT));/
}'

# A page of KASAN's shadow is allocated by the callback that maps it.
change mm/kasan/shadow.c '/^static int kasan_populate_vmalloc_pte(/,/^}/{
	s/^\tindex = .*/\tpage = alloc_page(GFP_KERNEL);\n\tif (!page)\n\t\treturn -ENOMEM;/
	/^\tint index;/d
	/^\tpage = data->pages/d
	/^\tstruct vmalloc_populate_data \*data/d
	s/^\t\tdata->pages\[index\] = NULL;/\t\tpage = NULL;/
	s/^\treturn 0;/\tif (page)\n\t\t__free_page(page);\n&/
}'
