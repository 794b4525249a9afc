// SPDX-License-Identifier: GPL-2.0-only
// Mainline's pauses have no state. A pause owns every resume that it reaches; a
// resume that no pause reaches stays, for the compiler to refuse, and so does a
// pause in a macro.
//
// files: lazy_mmu_mode_(pause|resume)\(\);
// expect: 0
// again: .

@pause exists@
identifier fn;
position p;
@@
  fn(...)
  {
  	... when any
  	lazy_mmu_mode_pause@p();
  	... when any
  }

@@
symbol lazy_mmu_paused;
position pause.p;
@@
- lazy_mmu_mode_pause@p();
+ lazy_mmu_paused = lazy_mmu_mode_pause();

@exists@
symbol lazy_mmu_paused;
@@
  lazy_mmu_paused = lazy_mmu_mode_pause();
  ... when any
  lazy_mmu_mode_resume(
+ lazy_mmu_paused
  );

@exists@
typedef lazy_mmu_state_t;
symbol lazy_mmu_paused;
identifier fn;
@@
  fn(...)
  {
+ 	lazy_mmu_state_t lazy_mmu_paused;
  	... when any
	    when != lazy_mmu_state_t lazy_mmu_paused;
  	lazy_mmu_paused = lazy_mmu_mode_pause();
  	... when any
  }
