// SPDX-License-Identifier: GPL-2.0-only
// Mainline's sections and pauses may nest within a function. If the inner one is
// a block, the block keeps its state.
//
// files: lazy_mmu_mode_(enable|pause)\(\);
// expect: 0
// again: .

// The others are those of the function.
@section exists@
identifier fn;
position p;
@@
  fn(...)
  {
  	lazy_mmu_mode_enable@p();
  	... when any
  }

// A block in a macro would need more backslashes.
@block exists@
identifier fn;
position p != section.p;
@@
  fn(...)
  {
  	... when any
  	lazy_mmu_mode_enable@p();
  	... when any
  }

@@
typedef lazy_mmu_state_t;
symbol lazy_mmu_nested;
position block.p;
@@
 {
+lazy_mmu_state_t lazy_mmu_nested;
+
-lazy_mmu_mode_enable@p();
+lazy_mmu_nested = lazy_mmu_mode_enable();
 ... when != lazy_mmu_mode_enable();
-lazy_mmu_mode_disable();
+lazy_mmu_mode_disable(lazy_mmu_nested);
 ...
 }

@paused exists@
identifier fn;
position p;
@@
  fn(...)
  {
  	lazy_mmu_mode_pause@p();
  	... when any
  }

@paused_block exists@
identifier fn;
position p != paused.p;
@@
  fn(...)
  {
  	... when any
  	lazy_mmu_mode_pause@p();
  	... when any
  }

@@
typedef lazy_mmu_state_t;
symbol lazy_mmu_outer;
position paused_block.p;
@@
 {
+lazy_mmu_state_t lazy_mmu_outer;
+
-lazy_mmu_mode_pause@p();
+lazy_mmu_outer = lazy_mmu_mode_pause();
 ... when any
-lazy_mmu_mode_resume();
+lazy_mmu_mode_resume(lazy_mmu_outer);
 ...
 }
