// SPDX-License-Identifier: GPL-2.0-only
// The mode is in two places, as in mainline 7.0: the task's, and one of the CPU,
// which a context switch takes from the former. A task that is preempted between
// the two steps of enter finds the second one done.
//
// target: x86_64-xen
// caught-by: console kernel BUG at arch/x86/xen
//
// files: lazy_mmu_state_t xen_enter_lazy_mmu\(void\)|void xen_(start|end)_context_switch\(struct
// in: arch/x86/xen/*.c

@@ @@
+bool lazy_mmu_of_cpu[NR_CPUS];
+
 xen_enter_lazy_mmu(void)
 {
 ...
 	ti->status = status | TS_LAZY_MMU;
+	if (!(status & TS_LAZY_MMU)) {
+		barrier();
+		BUG_ON(lazy_mmu_of_cpu[raw_smp_processor_id()]);
+		lazy_mmu_of_cpu[raw_smp_processor_id()] = true;
+	}
 ...
 }

@@ @@
 xen_leave_lazy_mmu(...)
 {
+	if (state == LAZY_MMU_DEFAULT)
+		lazy_mmu_of_cpu[raw_smp_processor_id()] = false;
+	barrier();
 ...
 }

@@
identifier prev;
@@
 xen_start_context_switch(struct task_struct *prev)
 {
+	extern bool lazy_mmu_of_cpu[];
+
+	if (task_thread_info(prev)->status & TS_LAZY_MMU)
+		lazy_mmu_of_cpu[raw_smp_processor_id()] = false;
 ...
 }

@@
identifier next;
@@
 xen_end_context_switch(struct task_struct *next)
 {
+	extern bool lazy_mmu_of_cpu[];
+
+	if (task_thread_info(next)->status & TS_LAZY_MMU)
+		lazy_mmu_of_cpu[raw_smp_processor_id()] = true;
 ...
 }
