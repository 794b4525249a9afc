// SPDX-License-Identifier: GPL-2.0-only
// Older trees decide for each call whether there are aliases to be changed.
//
// files: ^\tint ret, cache, checkalias;$
// in: arch/x86/mm/pat
// expect: 0

@@
identifier cpa;
@@
 change_page_attr_lazy(struct cpa_data *cpa
+			, int checkalias
 )
 {
 <...
 __change_page_attr_set_clr(cpa,
-1
+checkalias
 )
 ...>
 }

@@
expression cpa;
@@
 change_page_attr_set_clr(...)
 {
 <...
(
 change_page_attr_lazy(cpa
+, checkalias
 )
|
 __change_page_attr_set_clr(cpa,
-1
+checkalias
 )
)
 ...>
 }
