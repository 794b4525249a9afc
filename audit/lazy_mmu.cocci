// SPDX-License-Identifier: GPL-2.0-only
///
/// Lazy MMU sections and pauses: the state that opens one must be kept and be
/// given to what closes it, on every path, once, unchanged; nothing may sleep in
/// a section that is not paused; and the TLB is flushed after the section.
///
//# False positives: a section that is closed under a condition, except for
//# "if (pte) { leave; pte_unmap_unlock(pte, ptl); }". False negatives: anything
//# that takes more than one function to see; guard(lazy_mmu_mode) needs no
//# check but that nothing sleeps after it.
//
// Confidence: Moderate
// Options: --no-includes

virtual report
virtual org
virtual context

// The flush and switch functions leave and enter sections that are not theirs,
// the helpers of <linux/lazy_mmu.h> are built on the functions of the
// architecture, and the guards of mm/vmalloc.c open a section under a condition. A
// spatch can be built with one of two syntaxes of regular expressions, of which
// only one has "|": so there are three rules.
@flushes exists@
identifier fn =~ "flush_lazy_mmu";
position q;
@@
  fn(...)
  {
  	... when any
(
  	arch_enter_lazy_mmu_mode@q()
|
  	lazy_mmu_mode_enable@q()
|
  	arch_leave_lazy_mmu_mode@q(...)
|
  	lazy_mmu_mode_disable@q(...)
)
  	... when any
  }

@switches exists@
identifier fn =~ "_context_switch$";
position q;
@@
  fn(...)
  {
  	... when any
(
  	arch_enter_lazy_mmu_mode@q()
|
  	lazy_mmu_mode_enable@q()
|
  	arch_leave_lazy_mmu_mode@q(...)
|
  	lazy_mmu_mode_disable@q(...)
)
  	... when any
  }

@helpers exists@
identifier fn = {lazy_mmu_mode_enable,lazy_mmu_mode_disable,
		 lazy_mmu_mode_pause,lazy_mmu_mode_resume,
		 vmalloc_section_begin,vmalloc_section_end};
position q;
@@
  fn(...)
  {
  	... when any
(
  	arch_enter_lazy_mmu_mode@q()
|
  	lazy_mmu_mode_enable@q()
|
  	arch_leave_lazy_mmu_mode@q(...)
|
  	lazy_mmu_mode_disable@q(...)
)
  	... when any
  }

// The leave of "if (pte) { leave; pte_unmap_unlock(pte, ptl); }".
@cond exists@
expression e;
position q;
@@
  if (e) {
  	... when any
(
  	arch_leave_lazy_mmu_mode@q(...);
|
  	lazy_mmu_mode_disable@q(...);
)
  	... when any
  	pte_unmap_unlock(e, ...);
  	... when any
  }

// The constants are the architectures' own.
@named@
position q;
symbol LAZY_MMU_DEFAULT, LAZY_MMU_NESTED, LAZY_MMU_INERT;
@@
(
  lazy_mmu_mode_disable@q(\(LAZY_MMU_DEFAULT\|LAZY_MMU_NESTED\|LAZY_MMU_INERT\))
|
  lazy_mmu_mode_resume@q(\(LAZY_MMU_DEFAULT\|LAZY_MMU_NESTED\|LAZY_MMU_INERT\))
)

// 1. The state is thrown away.
@discard@
position p != {flushes.q, switches.q, helpers.q};
@@
(
  arch_enter_lazy_mmu_mode@p();
|
  lazy_mmu_mode_enable@p();
|
  (void)arch_enter_lazy_mmu_mode@p();
|
  (void)lazy_mmu_mode_enable@p();
)

@discard_pause@
position p;
@@
(
  lazy_mmu_mode_pause@p();
|
  (void)lazy_mmu_mode_pause@p();
)

// 2. A path to the end of the function on which the section or the pause goes
// on.
@missing exists@
identifier fn;
expression e, s;
position p != {flushes.q, switches.q, helpers.q};
@@
  fn(...)
  {
  	... when any
  	s = \(arch_enter_lazy_mmu_mode@p\|lazy_mmu_mode_enable@p\)();
  	... when != \(arch_leave_lazy_mmu_mode\|lazy_mmu_mode_disable\)(s)
  	    when != if (e) { ... \(arch_leave_lazy_mmu_mode\|lazy_mmu_mode_disable\)(s); ... pte_unmap_unlock(e, ...); ... }
  }

@missing_pause exists@
identifier fn;
expression s;
position p;
@@
  fn(...)
  {
  	... when any
  	s = lazy_mmu_mode_pause@p();
  	... when != lazy_mmu_mode_resume(s)
  }

// 3a. The state is overwritten by that of another section or pause.
@nested exists@
expression s;
position p, q;
@@
  s = \(arch_enter_lazy_mmu_mode@p\|lazy_mmu_mode_enable@p\)();
  ... when != \(arch_leave_lazy_mmu_mode\|lazy_mmu_mode_disable\)(...)
  s = \(arch_enter_lazy_mmu_mode@q\|lazy_mmu_mode_enable@q\|lazy_mmu_mode_pause@q\)();

@nested_pause exists@
expression s;
position p, q;
@@
  s = lazy_mmu_mode_pause@p();
  ... when != lazy_mmu_mode_resume(...)
  s = \(arch_enter_lazy_mmu_mode@q\|lazy_mmu_mode_enable@q\|lazy_mmu_mode_pause@q\)();

// 3b. What closes a section gets something else than its state.
@right exists@
expression s;
position q;
@@
  s = \(arch_enter_lazy_mmu_mode\|lazy_mmu_mode_enable\)();
  ... when != \(arch_leave_lazy_mmu_mode\|lazy_mmu_mode_disable\)(...)
      when != \(arch_enter_lazy_mmu_mode\|lazy_mmu_mode_enable\)()
  \(arch_leave_lazy_mmu_mode@q\|lazy_mmu_mode_disable@q\)(s);

@wrong exists@
expression s;
position p, q != {right.q, named.q, helpers.q};
@@
  s = \(arch_enter_lazy_mmu_mode@p\|lazy_mmu_mode_enable@p\)();
  ... when != \(arch_leave_lazy_mmu_mode\|lazy_mmu_mode_disable\)(...)
      when != \(arch_enter_lazy_mmu_mode\|lazy_mmu_mode_enable\)()
  \(arch_leave_lazy_mmu_mode@q\|lazy_mmu_mode_disable@q\)(...);

@right_resume exists@
expression s;
position q;
@@
  s = lazy_mmu_mode_pause();
  ... when != lazy_mmu_mode_resume(...)
      when != lazy_mmu_mode_pause()
  lazy_mmu_mode_resume@q(s);

@wrong_resume exists@
expression s;
position p, q != {right_resume.q, named.q};
@@
  s = lazy_mmu_mode_pause@p();
  ... when != lazy_mmu_mode_resume(...)
      when != lazy_mmu_mode_pause()
  lazy_mmu_mode_resume@q(...);

// 3c. The state is changed, or its address escapes, between the two.
@assigned@
idexpression s;
position q;
@@
  s@q = \(arch_enter_lazy_mmu_mode\|lazy_mmu_mode_enable\|lazy_mmu_mode_pause\)()

@changed exists@
idexpression s;
expression E;
assignment operator aop;
position p, q != assigned.q;
@@
  s = \(arch_enter_lazy_mmu_mode@p\|lazy_mmu_mode_enable@p\|lazy_mmu_mode_pause@p\)();
  ... when != \(arch_leave_lazy_mmu_mode\|lazy_mmu_mode_disable\|lazy_mmu_mode_resume\)(s)
(
  s@q aop E
|
  &s@q
|
  s@q++
|
  s@q--
)

// 3d. What closes a section or a pause, and nothing in this function can have
// opened it.
@owned exists@
position q;
@@
  \(arch_enter_lazy_mmu_mode\|lazy_mmu_mode_enable\)()
  ... when any
  \(arch_leave_lazy_mmu_mode@q\|lazy_mmu_mode_disable@q\)(...)

@unowned@
expression t != LAZY_MMU_DEFAULT;
position q != {owned.q, wrong.q, flushes.q, switches.q, helpers.q, named.q};
@@
  \(arch_leave_lazy_mmu_mode@q\|lazy_mmu_mode_disable@q\)(t);

@owned_resume exists@
position q;
@@
  lazy_mmu_mode_pause()
  ... when any
  lazy_mmu_mode_resume@q(...)

@unowned_resume@
position q != {owned_resume.q, wrong_resume.q, named.q};
@@
  lazy_mmu_mode_resume@q(...);

// 3e. The same state is given away twice.
@twice exists@
expression s;
position p, q != cond.q;
@@
  \(arch_leave_lazy_mmu_mode@p\|lazy_mmu_mode_disable@p\)(s);
  ... when != s = \(arch_enter_lazy_mmu_mode\|lazy_mmu_mode_enable\)()
  \(arch_leave_lazy_mmu_mode@q\|lazy_mmu_mode_disable@q\)(s);

@twice_resume exists@
expression s;
position p, q;
@@
  lazy_mmu_mode_resume@p(s);
  ... when != s = lazy_mmu_mode_pause()
  lazy_mmu_mode_resume@q(s);

// 4. A call that may sleep, in a section that is not paused.
@sleeps exists@
expression e, s;
symbol lazy_mmu_pause;
identifier f = {cond_resched,schedule,schedule_timeout,might_sleep,might_fault,
		msleep,usleep_range,mutex_lock,mutex_lock_interruptible,
		mutex_lock_killable,mutex_lock_nested,down_read,down_write,
		mmap_read_lock,mmap_write_lock,wait_event,wait_for_completion,
		folio_lock,lock_page,split_folio,split_huge_page,split_huge_pmd,
		copy_from_user,copy_to_user,vmalloc,kvmalloc,synchronize_rcu,
		pte_alloc,pte_alloc_one,pte_alloc_one_kernel,pte_alloc_map,
		pte_alloc_map_lock,pte_alloc_kernel,pte_alloc_kernel_track,
		pmd_alloc,pud_alloc,p4d_alloc};
identifier a;
identifier gfp = {GFP_KERNEL,GFP_KERNEL_ACCOUNT,GFP_USER,GFP_HIGHUSER,
		  GFP_HIGHUSER_MOVABLE,GFP_NOFS,GFP_NOIO};
position p, q;
@@
  s = \(arch_enter_lazy_mmu_mode@p\|lazy_mmu_mode_enable@p\)();
  ... when != \(arch_leave_lazy_mmu_mode\|lazy_mmu_mode_disable\)(s)
      when != if (e) { ... \(arch_leave_lazy_mmu_mode\|lazy_mmu_mode_disable\)(s); ... pte_unmap_unlock(e, ...); ... }
      when != lazy_mmu_mode_pause()
      when != guard(lazy_mmu_pause)()
(
  f@q(...)
|
  a@q(..., <+...gfp...+>, ...)
)

@sleeps_resumed exists@
expression s;
symbol lazy_mmu_pause;
identifier f = {cond_resched,schedule,schedule_timeout,might_sleep,might_fault,
		msleep,usleep_range,mutex_lock,mutex_lock_interruptible,
		mutex_lock_killable,mutex_lock_nested,down_read,down_write,
		mmap_read_lock,mmap_write_lock,wait_event,wait_for_completion,
		folio_lock,lock_page,split_folio,split_huge_page,split_huge_pmd,
		copy_from_user,copy_to_user,vmalloc,kvmalloc,synchronize_rcu,
		pte_alloc,pte_alloc_one,pte_alloc_one_kernel,pte_alloc_map,
		pte_alloc_map_lock,pte_alloc_kernel,pte_alloc_kernel_track,
		pmd_alloc,pud_alloc,p4d_alloc};
identifier a;
identifier gfp = {GFP_KERNEL,GFP_KERNEL_ACCOUNT,GFP_USER,GFP_HIGHUSER,
		  GFP_HIGHUSER_MOVABLE,GFP_NOFS,GFP_NOIO};
position p, q;
@@
  s = \(arch_enter_lazy_mmu_mode@p\|lazy_mmu_mode_enable@p\)();
  ... when != \(arch_leave_lazy_mmu_mode\|lazy_mmu_mode_disable\)(s)
  lazy_mmu_mode_resume(...);
  ... when != \(arch_leave_lazy_mmu_mode\|lazy_mmu_mode_disable\)(s)
      when != lazy_mmu_mode_pause()
      when != guard(lazy_mmu_pause)()
(
  f@q(...)
|
  a@q(..., <+...gfp...+>, ...)
)

@sleeps_guard exists@
symbol lazy_mmu_pause;
identifier section = {lazy_mmu_mode,vmap_section,vunmap_section};
identifier f = {cond_resched,schedule,schedule_timeout,might_sleep,might_fault,
		msleep,usleep_range,mutex_lock,mutex_lock_interruptible,
		mutex_lock_killable,mutex_lock_nested,down_read,down_write,
		mmap_read_lock,mmap_write_lock,wait_event,wait_for_completion,
		folio_lock,lock_page,split_folio,split_huge_page,split_huge_pmd,
		copy_from_user,copy_to_user,vmalloc,kvmalloc,synchronize_rcu,
		pte_alloc,pte_alloc_one,pte_alloc_one_kernel,pte_alloc_map,
		pte_alloc_map_lock,pte_alloc_kernel,pte_alloc_kernel_track,
		pmd_alloc,pud_alloc,p4d_alloc};
position p, q;
@@
  {
  	... when any
  	guard(section)@p();
  	... when != lazy_mmu_mode_pause()
  	    when != guard(lazy_mmu_pause)()
  	f@q(...)
  	... when any
  }

// 5. The TLB is flushed before the updates are complete, so that a CPU can load
// an old entry again.
@flushed exists@
expression e, s;
symbol lazy_mmu_pause;
identifier f = {flush_tlb_range,flush_tlb_kernel_range,flush_tlb_mm,flush_tlb_all,
		tlb_flush_mmu_tlbonly,tlb_flush_mmu};
position p, q;
@@
  s = \(arch_enter_lazy_mmu_mode@p\|lazy_mmu_mode_enable@p\)();
  ... when != \(arch_leave_lazy_mmu_mode\|lazy_mmu_mode_disable\)(s)
      when != if (e) { ... \(arch_leave_lazy_mmu_mode\|lazy_mmu_mode_disable\)(s); ... pte_unmap_unlock(e, ...); ... }
      when != lazy_mmu_mode_pause()
      when != guard(lazy_mmu_pause)()
  f@q(...)

@flushed_guard exists@
symbol lazy_mmu_pause;
identifier section = {lazy_mmu_mode,vmap_section,vunmap_section};
identifier f = {flush_tlb_range,flush_tlb_kernel_range,flush_tlb_mm,flush_tlb_all,
		tlb_flush_mmu_tlbonly,tlb_flush_mmu};
position p, q;
@@
  {
  	... when any
  	guard(section)@p();
  	... when != lazy_mmu_mode_pause()
  	    when != guard(lazy_mmu_pause)()
  	f@q(...)
  	... when any
  }

// ----------------------------------------------------------------------------

@depends on context@
identifier g;
position discard.p;
@@
* g@p(...)

@depends on context@
identifier g;
position discard_pause.p;
@@
* g@p(...)

@depends on context@
identifier g;
position missing.p;
@@
* g@p(...)

@depends on context@
identifier g;
position missing_pause.p;
@@
* g@p(...)

@depends on context@
identifier g;
position nested.q;
@@
* g@q(...)

@depends on context@
identifier g;
position nested_pause.q;
@@
* g@q(...)

@depends on context@
identifier g;
position wrong.q;
@@
* g@q(...)

@depends on context@
identifier g;
position wrong_resume.q;
@@
* g@q(...)

@depends on context@
identifier g;
position unowned.q;
@@
* g@q(...)

@depends on context@
identifier g;
position unowned_resume.q;
@@
* g@q(...)

@depends on context@
identifier g;
position named.q;
@@
* g@q(...)

@depends on context@
identifier g;
position twice.q;
@@
* g@q(...)

@depends on context@
identifier g;
position twice_resume.q;
@@
* g@q(...)

@depends on context@
identifier g;
position sleeps.q;
@@
* g@q(...)

@depends on context@
identifier g;
position sleeps_resumed.q;
@@
* g@q(...)

@depends on context@
identifier g;
position sleeps_guard.q;
@@
* g@q(...)

@depends on context@
identifier g;
position flushed.q;
@@
* g@q(...)

@depends on context@
identifier g;
position flushed_guard.q;
@@
* g@q(...)

@depends on context@
idexpression changed.s;
position changed.q;
@@
* s@q

@script:python depends on report@
p << discard.p;
@@
coccilib.report.print_report(p[0], "the state of this lazy MMU section is discarded")

@script:python depends on org@
p << discard.p;
@@
coccilib.org.print_todo(p[0], "the state of this lazy MMU section is discarded")

@script:python depends on report@
p << discard_pause.p;
@@
coccilib.report.print_report(p[0], "the state of this lazy MMU pause is discarded")

@script:python depends on org@
p << discard_pause.p;
@@
coccilib.org.print_todo(p[0], "the state of this lazy MMU pause is discarded")

@script:python depends on report@
p << missing.p;
@@
coccilib.report.print_report(p[0], "lazy MMU section is not left on every path")

@script:python depends on org@
p << missing.p;
@@
coccilib.org.print_todo(p[0], "lazy MMU section is not left on every path")

@script:python depends on report@
p << missing_pause.p;
@@
coccilib.report.print_report(p[0], "lazy MMU pause is not resumed on every path")

@script:python depends on org@
p << missing_pause.p;
@@
coccilib.org.print_todo(p[0], "lazy MMU pause is not resumed on every path")

@script:python depends on report@
q << nested.q;
p << nested.p;
@@
coccilib.report.print_report(q[0], "the state of the lazy MMU section entered on line %s is overwritten" % (p[0].line))

@script:python depends on org@
q << nested.q;
p << nested.p;
@@
coccilib.org.print_todo(q[0], "the state of the lazy MMU section entered on line %s is overwritten" % (p[0].line))

@script:python depends on report@
q << nested_pause.q;
p << nested_pause.p;
@@
coccilib.report.print_report(q[0], "the state of the lazy MMU pause on line %s is overwritten" % (p[0].line))

@script:python depends on org@
q << nested_pause.q;
p << nested_pause.p;
@@
coccilib.org.print_todo(q[0], "the state of the lazy MMU pause on line %s is overwritten" % (p[0].line))

@script:python depends on report@
q << wrong.q;
p << wrong.p;
@@
coccilib.report.print_report(q[0], "leave does not get the state of the enter on line %s" % (p[0].line))

@script:python depends on org@
q << wrong.q;
p << wrong.p;
@@
coccilib.org.print_todo(q[0], "leave does not get the state of the enter on line %s" % (p[0].line))

@script:python depends on report@
q << wrong_resume.q;
p << wrong_resume.p;
@@
coccilib.report.print_report(q[0], "resume does not get the state of the pause on line %s" % (p[0].line))

@script:python depends on org@
q << wrong_resume.q;
p << wrong_resume.p;
@@
coccilib.org.print_todo(q[0], "resume does not get the state of the pause on line %s" % (p[0].line))

@script:python depends on report@
q << changed.q;
p << changed.p;
@@
coccilib.report.print_report(q[0], "the lazy MMU state of line %s is changed" % (p[0].line))

@script:python depends on org@
q << changed.q;
p << changed.p;
@@
coccilib.org.print_todo(q[0], "the lazy MMU state of line %s is changed" % (p[0].line))

@script:python depends on report@
q << unowned.q;
@@
coccilib.report.print_report(q[0], "leave gets a state that no enter of this function returned")

@script:python depends on org@
q << unowned.q;
@@
coccilib.org.print_todo(q[0], "leave gets a state that no enter of this function returned")

@script:python depends on report@
q << unowned_resume.q;
@@
coccilib.report.print_report(q[0], "resume gets a state that no pause of this function returned")

@script:python depends on org@
q << unowned_resume.q;
@@
coccilib.org.print_todo(q[0], "resume gets a state that no pause of this function returned")

@script:python depends on report@
q << named.q;
@@
coccilib.report.print_report(q[0], "the state is a constant that only architectures may name")

@script:python depends on org@
q << named.q;
@@
coccilib.org.print_todo(q[0], "the state is a constant that only architectures may name")

@script:python depends on report@
q << twice.q;
p << twice.p;
@@
coccilib.report.print_report(q[0], "state was already given to the leave on line %s" % (p[0].line))

@script:python depends on org@
q << twice.q;
p << twice.p;
@@
coccilib.org.print_todo(q[0], "state was already given to the leave on line %s" % (p[0].line))

@script:python depends on report@
q << twice_resume.q;
p << twice_resume.p;
@@
coccilib.report.print_report(q[0], "state was already given to the resume on line %s" % (p[0].line))

@script:python depends on org@
q << twice_resume.q;
p << twice_resume.p;
@@
coccilib.org.print_todo(q[0], "state was already given to the resume on line %s" % (p[0].line))

@script:python depends on report@
q << sleeps.q;
p << sleeps.p;
@@
coccilib.report.print_report(q[0], "call may sleep in the lazy MMU section entered on line %s" % (p[0].line))

@script:python depends on org@
q << sleeps.q;
p << sleeps.p;
@@
coccilib.org.print_todo(q[0], "call may sleep in the lazy MMU section entered on line %s" % (p[0].line))

@script:python depends on report@
q << sleeps_resumed.q;
p << sleeps_resumed.p;
@@
coccilib.report.print_report(q[0], "call may sleep in the lazy MMU section entered on line %s" % (p[0].line))

@script:python depends on org@
q << sleeps_resumed.q;
p << sleeps_resumed.p;
@@
coccilib.org.print_todo(q[0], "call may sleep in the lazy MMU section entered on line %s" % (p[0].line))

@script:python depends on report@
q << sleeps_guard.q;
p << sleeps_guard.p;
@@
coccilib.report.print_report(q[0], "call may sleep in the lazy MMU section entered on line %s" % (p[0].line))

@script:python depends on org@
q << sleeps_guard.q;
p << sleeps_guard.p;
@@
coccilib.org.print_todo(q[0], "call may sleep in the lazy MMU section entered on line %s" % (p[0].line))

@script:python depends on report@
q << flushed.q;
p << flushed.p;
@@
coccilib.report.print_report(q[0], "the TLB is flushed in the lazy MMU section entered on line %s" % (p[0].line))

@script:python depends on org@
q << flushed.q;
p << flushed.p;
@@
coccilib.org.print_todo(q[0], "the TLB is flushed in the lazy MMU section entered on line %s" % (p[0].line))

@script:python depends on report@
q << flushed_guard.q;
p << flushed_guard.p;
@@
coccilib.report.print_report(q[0], "the TLB is flushed in the lazy MMU section entered on line %s" % (p[0].line))

@script:python depends on org@
q << flushed_guard.q;
p << flushed_guard.p;
@@
coccilib.org.print_todo(q[0], "the TLB is flushed in the lazy MMU section entered on line %s" % (p[0].line))
