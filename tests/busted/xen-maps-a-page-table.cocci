// SPDX-License-Identifier: GPL-2.0-only
// A page table is mapped writable, which no correct kernel asks for: there has to
// be a warning.
//
// target: x86_64-xen
// caught-by: console WARNING: CPU
//
// files: lazy_mmu_refused"
// in: mm/tests

@@ @@
 kernel_entries(struct kunit *test)
 {
+	struct entries e;
+	lazy_mmu_state_t state;
+
+	lazy_mmu_test_map(test, &e, 2);
+	state = lazy_mmu_mode_enable();
+	make_readonly(&e, 0);
+	set(&e, 1, pfn_pte(__pa(e.ptep[0]) >> PAGE_SHIFT, PAGE_KERNEL));
+	lazy_mmu_mode_disable(state);
+	lazy_mmu_test_unmap(&e);
 ...
 }
