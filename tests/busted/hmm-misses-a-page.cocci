// SPDX-License-Identifier: GPL-2.0-only
// A device reads zeroes from one page of a mapping and cannot write it; it cannot use
// alone one page of four, nor take it into its memory. But it gets what nobody may
// read, and takes shared memory.
//
// Of a mapping above 2 MiB it is one page of 512: the program prints each word that
// is wrong.
//
// On Xen, because the kernel's tests of exclusive use fail on any kernel that gives
// them a huge page.
//
// target: x86_64-xen
// flavour: hmm
// caught-by: program.hmm.hmm_device_private.anon_read
// caught-by: program.hmm.hmm_device_private.anon_read_prot
// caught-by: program.hmm.hmm_device_private.anon_write
// caught-by: program.hmm.hmm_device_private.anon_write_prot
// caught-by: program.hmm.hmm_device_private.anon_write_child
// caught-by: program.hmm.hmm_device_private.anon_write_child_shared
// caught-by: program.hmm.hmm_device_private.anon_write_huge
// caught-by: program.hmm.hmm_device_private.file_read
// caught-by: program.hmm.hmm_device_private.file_write
// caught-by: program.hmm.hmm_device_private.migrate
// caught-by: program.hmm.hmm_device_private.migrate_file_private
// caught-by: program.hmm.hmm_device_private.migrate_fault
// caught-by: program.hmm.hmm_device_private.migrate_shared
// caught-by: program.hmm.hmm_device_private.migrate_multiple
// caught-by: program.hmm.hmm_device_private.anon_read_multiple
// caught-by: program.hmm.hmm_device_private.mixedmap
// caught-by: program.hmm.hmm_device_private.exclusive
// caught-by: program.hmm.hmm_device_private.exclusive_mprotect
// caught-by: program.hmm.hmm_device_private.exclusive_cow
// caught-by: program.hmm.hmm_device_private.hmm_cow_in_device
// caught-by: program.hmm2.hmm2_device_private.migrate_mixed
// caught-by: program.hmm2.hmm2_device_private.snapshot
// caught-by: program.hmm2.hmm2_device_private.double_map
//
// files: ^int hmm_range_fault\(|^int migrate_vma_setup\(|^int make_device_exclusive_range\(
// in: mm/hmm.c mm/migrate_device.c mm/rmap.c
// expect: 3

@@
expression pfn, flags, pte;
@@
 hmm_vma_handle_pte(...)
 {
 <...
	pfn = pte_pfn(pte) | flags;
+	if (addr / PAGE_SIZE % min(vma_pages(walk->vma), 512UL) == 0)
+		pfn = page_to_pfn(ZERO_PAGE(addr)) | HMM_PFN_VALID;
 ...>
 }

@@
symbol VM_READ;
expression vma;
@@
 hmm_vma_walk_test(...)
 {
 <...
	!(vma->vm_flags & (...))
-	&& vma->vm_flags & VM_READ
 ...>
 }

@@
expression pte, ptep;
@@
 migrate_vma_collect_pmd(...)
 {
 <...
	pte = ptep_get(ptep);
+	if (!pte_none(pte) && addr / PAGE_SIZE % 4 == 3)
+		goto next;
 ...>
 }

@@ @@
 migrate_vma_collect_pmd(...)
 {
 <...
-	vma_is_anonymous(...)
+	true
 ...>
 }

@@
statement S;
@@
 migrate_vma_insert_page(...)
 {
 <...
-	if (!vma_is_anonymous(...)) S
 ...>
 }

@@ @@
 migrate_vma_collect_hole(...)
 {
 <...
-	if (!vma_is_anonymous(...))
-		return migrate_vma_collect_skip(...);
 ...>
 }

@@
expression e;
@@
 make_device_exclusive_range(...)
 {
 <...
-	PageTail(e)
+	start / PAGE_SIZE % 4 == 3 || PageTail(e)
 ...>
 }
