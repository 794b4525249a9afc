// SPDX-License-Identifier: GPL-2.0-only

void append(struct buffer *b, size_t args)
{
	BUG_ON(b->used > MC_ARGS);
	if (b->used + args > MC_ARGS)
		empty(b);
	b->used += args;
	BUG_ON(b->used > MC_ARGS);
	BUG_ON(b->calls >= MC_BATCH);
}
