// SPDX-License-Identifier: GPL-2.0-only
// Convert every user of the lazy MMU API to the state-carrying form.
//
// Idempotent: only the old forms are matched (an enter that is a whole
// statement, a leave that takes no argument).
//
// files: arch_(enter|leave)_lazy_mmu_mode\(\)
// again: .

// Sections that nest within a function are a mistake with the stateless
// API. Which leave belongs to which enter has to be decided by hand:
// mark them, and fail on the mark.
@nested exists@
position p;
@@
  arch_enter_lazy_mmu_mode();
  ... when != arch_leave_lazy_mmu_mode();
  arch_enter_lazy_mmu_mode@p();

@@
position nested.p;
@@
- arch_enter_lazy_mmu_mode@p();
+ arch_enter_lazy_mmu_mode(nested_in_one_function);

// A section starts at an enter that can be reached without having left
// first, and owns every leave that can be reached from there.
@section exists@
identifier fn;
position p;
@@
  fn(...)
  {
  	... when != arch_leave_lazy_mmu_mode();
  	arch_enter_lazy_mmu_mode();
  	... when any
  	arch_leave_lazy_mmu_mode@p();
  	... when any
  }

@@
symbol lazy_mmu_state;
position section.p;
@@
  arch_leave_lazy_mmu_mode@p(
+ lazy_mmu_state
  );

// An enter that reaches one of these leaves is theirs.
@exists@
symbol lazy_mmu_state;
@@
- arch_enter_lazy_mmu_mode();
+ lazy_mmu_state = arch_enter_lazy_mmu_mode();
  ... when any
      when != lazy_mmu_state = arch_enter_lazy_mmu_mode();
  arch_leave_lazy_mmu_mode(lazy_mmu_state);

// The state is the first local variable of each function that has a
// section.
@exists@
typedef lazy_mmu_state_t;
symbol lazy_mmu_state;
identifier fn;
@@
  fn(...)
  {
+ 	lazy_mmu_state_t lazy_mmu_state;
  	... when any
	    when != lazy_mmu_state_t lazy_mmu_state;
  	lazy_mmu_state = arch_enter_lazy_mmu_mode();
  	... when any
  }
