// SPDX-License-Identifier: GPL-2.0-only
/* A function as a vendor may have changed it. */
static noinline int acme_wash_pte_range(struct sock *the_sock,
					unsigned long from,
					unsigned long to)
{
	unsigned long at = from;
	/* statistics */
	u64 t0 = acme_now();
	int n = 0;

	acme_trace(the_sock, from, to);
	arch_enter_lazy_mmu_mode();	/* acme: batch */
	do {
		if (acme_skip(the_sock, at))
			continue;
		{
			n += rinse_at(the_sock, at);
		}
	} while (at += STEP, at < to);

	/* acme: done */
	arch_leave_lazy_mmu_mode();
	acme_account(acme_now() - t0);
	return n;
}

static int acme_half(struct sock *s)
{
	lazy_mmu_state_t mine;

	mine = arch_enter_lazy_mmu_mode();
	rinse(s);
	arch_leave_lazy_mmu_mode(mine);
	return 0;
}
