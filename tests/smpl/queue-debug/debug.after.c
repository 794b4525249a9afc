// SPDX-License-Identifier: GPL-2.0-only
static struct static_key mc_debug __ro_after_init;

void xen_mc_set_table(const void *ptep, phys_addr_t maddr)
{
	const void *table = page_of(ptep);
	struct mc_buffer *b = this_cpu_ptr(&mc_buffer);

	b->table = static_key_false(&mc_debug) ? NULL : table;
	b->maddr = maddr;
}

void other(struct mc_buffer *b, const void *table)
{
	b->table = table;
}
