// SPDX-License-Identifier: GPL-2.0-only
static void paint(struct wall *w)
{
	guard(vmap_section)();
	paint_ptes(w);
	msleep(1); /* !! call may sleep in the lazy MMU section entered on line 4 */
}
