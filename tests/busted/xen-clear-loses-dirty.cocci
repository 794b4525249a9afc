// SPDX-License-Identifier: GPL-2.0-only
// An entry is read and queued to be changed although a CPU can still set its
// accessed or dirty bit: that bit is lost.
//
// target: x86_64-xen
// caught-by: lazy_mmu_emulated.get_and_clear_clean_at_once
// caught-by: lazy_mmu_emulated.get_and_clear_old_at_once
// caught-by: lazy_mmu_emulated.write_protect_clean_at_once
// caught-by: lazy_mmu_emulated.write_protect_old_at_once
//
// files: xen_pte_settled\(
// in: arch/x86/xen

@@
expression e;
@@
 xen_pte_settled(...)
 {
 ...
-	return e;
+	return true || (e);
 }
