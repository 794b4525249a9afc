// SPDX-License-Identifier: GPL-2.0-only
#include "boot/cpio.h"

#include <string.h>

static void pad_archive(struct strbuf *out, size_t to)
{
	while (out->len % to)
		sb_addch(out, '\0');
}

void cpio_add(struct cpio *c, const char *name, mode_t mode, const void *mem,
	      size_t len, unsigned int major, unsigned int minor)
{
	/*
	 * magic, ino, mode, uid, gid, nlink, mtime, filesize, 4 x device,
	 * namesize, check
	 */
	sb_addf(c->out,
		"070701%08X%08X%08X%08X%08X%08X%08zX%08X%08X%08X%08X%08zX%08X",
		++c->inode, mode, 0, 0, 1, 0, len, 0, 0, major, minor,
		strlen(name) + 1, 0);
	sb_add(c->out, name, strlen(name) + 1);
	pad_archive(c->out, 4);
	if (len)
		sb_add(c->out, mem, len);
	pad_archive(c->out, 4);
}

void cpio_end(struct cpio *c)
{
	c->inode = -1;
	cpio_add(c, "TRAILER!!!", 0, NULL, 0, 0, 0);
	pad_archive(c->out, 512);
}
