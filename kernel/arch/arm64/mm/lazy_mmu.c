// SPDX-License-Identifier: GPL-2.0-only
/*
 * The part of the lazy MMU mode that would make its many callers larger, were
 * it inline.
 */
#include <linux/export.h>
#include <linux/pgtable.h>

/**
 * flush_pte_barriers() - Issue the barriers that the current task has pending.
 *
 * A handler may do this for the task that it has interrupted. The stores which
 * the barriers are for were executed on the same CPU, so they are complete when
 * the task goes on, whatever it has seen of its lazy_mmu_pending.
 *
 * Context: Any context. Does not sleep.
 */
void flush_pte_barriers(void)
{
	WRITE_ONCE(current_thread_info()->lazy_mmu_pending, false);
	emit_pte_barriers();
}

/**
 * queue_pte_barriers() - Queue or issue the barriers for an entry.
 *
 * See __queue_pte_barriers(). Exported for set_pte() and set_pmd(), which are
 * inline in modules, too, and needed no symbol before, whatever the licence.
 *
 * Context: Any context. Does not sleep.
 */
void queue_pte_barriers(void)
{
	__queue_pte_barriers();
}
EXPORT_SYMBOL(queue_pte_barriers);
