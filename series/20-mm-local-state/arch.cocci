// SPDX-License-Identifier: GPL-2.0-only
// The functions behind the API take and return the state.
//
// files: arch_(enter|leave)_lazy_mmu_mode\(void\)|struct pv_lazy_ops \{|lazy_mode = \{|(xen|paravirt)_(enter|leave)_lazy_mmu\(void\)
// in: arch include

// x86: the hooks of the paravirt backends. On bare metal the enter is patched
// to yield LAZY_MMU_DEFAULT without a call.
@@
typedef lazy_mmu_state_t;
symbol mmu, lazy_mode, enter, ALT_NOT_XEN;
@@
-void
+lazy_mmu_state_t
 arch_enter_lazy_mmu_mode(void)
 {
-	PVOP_VCALL0(mmu.lazy_mode.enter);
+	return PVOP_ALT_CALL0(lazy_mmu_state_t, mmu.lazy_mode.enter, "xor %%eax, %%eax;", ALT_NOT_XEN);
 }

@@
typedef lazy_mmu_state_t;
symbol mmu, lazy_mode, leave;
@@
 void arch_leave_lazy_mmu_mode(
-void
+lazy_mmu_state_t state
 )
 {
-	PVOP_VCALL0(mmu.lazy_mode.leave);
+	PVOP_VCALL1(mmu.lazy_mode.leave, state);
 }

@@
typedef lazy_mmu_state_t;
symbol state;
identifier enter, leave, attr;
@@
 struct pv_lazy_ops {
-	void
+	lazy_mmu_state_t
 	(*enter)(void);
 	void (*leave)(
-	void
+	lazy_mmu_state_t state
 	);
 	...
 } attr;

@@
symbol paravirt_nop, paravirt_ret0;
identifier s;
@@
 struct paravirt_patch_template s = {
  .mmu.lazy_mode = {
 	.enter =
-	paravirt_nop
+	(void *)paravirt_ret0
 	, ...,
  },
 };

// An enter that does nothing.
@@
typedef lazy_mmu_state_t;
symbol LAZY_MMU_DEFAULT;
identifier f = arch_enter_lazy_mmu_mode;
@@
-void
+lazy_mmu_state_t
 f(void)
 {
+return LAZY_MMU_DEFAULT;
 }

// Every architecture, and the functions behind the hooks. The end of a function
// without a result counts as a return. In <... ...> spatch 1.3 would add braces
// around a return that is a branch of its own.
@@
typedef lazy_mmu_state_t;
symbol LAZY_MMU_DEFAULT;
identifier f = {arch_enter_lazy_mmu_mode,xen_enter_lazy_mmu,paravirt_enter_lazy_mmu};
@@
-void
+lazy_mmu_state_t
 f(void)
 {
 ... when any
-return;
+return LAZY_MMU_DEFAULT;
 }

@@
typedef lazy_mmu_state_t;
symbol state;
identifier f = {arch_leave_lazy_mmu_mode,xen_leave_lazy_mmu,paravirt_leave_lazy_mmu};
@@
 void f(
-void
+lazy_mmu_state_t state
 )
 {
 <...
 paravirt_leave_lazy_mmu(
+state
 )
 ...>
 }

@@
typedef lazy_mmu_state_t;
identifier f = {arch_enter_lazy_mmu_mode,paravirt_enter_lazy_mmu};
@@
-void
+lazy_mmu_state_t
 f(void);

@@
typedef lazy_mmu_state_t;
symbol state;
identifier f = {arch_leave_lazy_mmu_mode,paravirt_leave_lazy_mmu};
@@
 void f(
-void
+lazy_mmu_state_t state
 );
