#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# arm64.sh TREE - change a kernel tree like a vendor of arm64 servers: a block of
# contiguous entries changes without being invalid in between, on CPUs that allow it
# (BBML2); entries of all levels are written by one function that is told their size;
# the barriers for an entry are a function of their own; vmalloc maps and unmaps
# blocks of contiguous entries.
#
# versions: 6.12

set -eu
. "$(dirname "$0")/change"
cd "$1"

header=arch/arm64/include/asm/pgtable.h

# The barriers behind an entry.
change $header '/^static inline void __set_pte(/i\
static inline void vendor_set_pte_complete(pte_t pte)\
{\
	if (pte_valid_not_user(pte)) {\
		dsb(ishst);\
		isb();\
	}\
}\

/^static inline void __set_pte(/,/^}/{
	/^$/d
	/^\t\/\*/,/^\t \*\//d
	/^\tif (pte_valid_not_user(pte)) {/,/^\t}/d
	s/^}/\tvendor_set_pte_complete(pte);\n&/
}'

# One function for all sizes, as arm64 has had since 6.16: the barriers come once,
# behind all entries.
change $header '/^static inline void __set_ptes(/,/^}/{
	s/__set_ptes/vendor_set_ptes_anysz/
	s/, unsigned int nr)/, unsigned int nr,\n\t\t\t\t\t unsigned long pgsize)/
	s/^\tpage_table_check_ptes_set(.*/\tunsigned long stride = pgsize >> PAGE_SHIFT;\n\n\tvendor_check_set(mm, ptep, pte, nr, pgsize);/
	s/__sync_cache_and_tags(pte, nr)/__sync_cache_and_tags(pte, nr * stride)/
	s/__set_pte(ptep, pte)/__set_pte_nosync(ptep, pte)/
	s/pte_advance_pfn(pte, 1)/pte_advance_pfn(pte, stride)/
	s/^}/\n\tvendor_set_pte_complete(pte);\n}\n\nstatic inline void __set_ptes(struct mm_struct *mm, unsigned long addr,\n\t\t\t      pte_t *ptep, pte_t pte, unsigned int nr)\n{\n\tvendor_set_ptes_anysz(mm, addr, ptep, pte, nr, PAGE_SIZE);\n}/
}'
change $header '/^static inline void __set_pte_at(/,/^}/d'
change $header '/^static inline void set_p[mu]d_at(/,/^}/{
	/page_table_check/d
	s/return __set_pte_at(/vendor_set_ptes_anysz(/
	s/P\([MU]\)D_SIZE >> PAGE_SHIFT);/1, P\1D_SIZE);/
}'

# Contiguous entries.
change arch/arm64/mm/contpte.c '/^static void contpte_convert(/,/^}/{
	s/^\t__flush_tlb_range(/\tif (!vendor_supports_bbml2())\n\t&/
	s/, true, 3);/, true, 3);\n\tvendor_count_fold(mm, start_addr);/
}'
change arch/arm64/mm/contpte.c '/^static void contpte_convert(/i\
/* All CPUs must tolerate that the size of a block changes while it is in use. */\
static inline bool vendor_supports_bbml2(void)\
{\
	return alternative_has_cap_unlikely(VENDOR_HAS_BBML2);\
}\
'
change mm/vmalloc.c '/^static int vmap_pte_range(/,/^}/{
	s/^\t\tset_pte_at(&init_mm, addr, pte, pfn_pte(pfn, prot));/\t\tvendor_note_size(addr, size);\n&/
}'
change mm/vmalloc.c '/^static void vunmap_pte_range(/,/^}/{
	s/^\tpte_t \*pte;/&\n\tunsigned long vendor_size;/
	s/^\t\tpte_t ptent = ptep_get_and_clear(.*/\t\tpte_t ptent;\n\n\t\tvendor_size = vendor_unmap_size(addr, pte);\n\t\tif (vendor_size != PAGE_SIZE)\n\t\t\tptent = huge_ptep_get_and_clear(\&init_mm, addr, pte, vendor_size);\n\t\telse\n\t\t\tptent = ptep_get_and_clear(\&init_mm, addr, pte);/
	s/while (pte++, addr += PAGE_SIZE, addr != end)/while (pte += vendor_size >> PAGE_SHIFT, addr += vendor_size, addr != end)/
}'
