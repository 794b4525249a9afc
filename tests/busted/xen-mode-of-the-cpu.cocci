// SPDX-License-Identifier: GPL-2.0-only
// The mode belongs to the CPU, not to the task, as it was before the series.
//
// target: x86_64-xen
// caught-by: lazy_mmu_tasks.migrate
//
// files: xen_enter_lazy_mmu\(|xen_get_lazy_mode\(void\)$
// in: arch/x86/xen

@@ @@
+u32 lazy_mmu_of_cpu[NR_CPUS];
+
 xen_enter_lazy_mmu(void)
 {
 ...
-	ti->status
+	lazy_mmu_of_cpu[raw_smp_processor_id()]
 ...
-	ti->status
+	lazy_mmu_of_cpu[raw_smp_processor_id()]
 ...
 }

@@ @@
 xen_leave_lazy_mmu(...)
 {
 <...
-	current_thread_info()->status
+	lazy_mmu_of_cpu[raw_smp_processor_id()]
 ...>
 }

@@ @@
 xen_get_lazy_mode(void)
 {
+	extern u32 lazy_mmu_of_cpu[];
 <...
-	current_thread_info()->status
+	lazy_mmu_of_cpu[raw_smp_processor_id()]
 ...>
 }
