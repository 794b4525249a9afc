// SPDX-License-Identifier: GPL-2.0-only
/* file.c - files of the kernel: its log and its settings. */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void say(const char *fmt, ...)
{
	static int kmsg = -2;
	char line[512] = "<5>";
	va_list ap;
	int n;

	if (kmsg == -2)
		kmsg = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);

	va_start(ap, fmt);
	n = vsnprintf(line + 3, sizeof(line) - 4, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	n = strlen(line);
	line[n++] = '\n';

	if (kmsg >= 0 && write(kmsg, line, n) == n)
		return;
	if (write(STDOUT_FILENO, line + 3, n - 3) < 0)
		return;		/* there is no place for a message */
}

bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t len = -1;

	if (fd >= 0)
		len = write(fd, text, strlen(text));
	if (len < 0)
		say("lazymmu: %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return len >= 0;
}
