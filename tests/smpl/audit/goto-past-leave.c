// SPDX-License-Identifier: GPL-2.0-only
static int paint(struct wall *w)
{
	lazy_mmu_state_t st;
	int err;

	st = lazy_mmu_mode_enable(); /* !! lazy MMU section is not left on every path */
	err = paint_ptes(w);
	if (err)
		goto out;
	lazy_mmu_mode_disable(st);
out:
	unlock(w);
	return err;
}
