// SPDX-License-Identifier: GPL-2.0-only
/*
 * init.c - PID 1 of the guest: runs the workloads, reports the result, and
 * switches the machine off.
 *
 * The last line, "lazymmu: guest done status=N", shows the host that no output
 * is missing; N is the number of workloads that failed.
 *
 * "lazymmu.provoke=WHAT" on the kernel's command line makes the run go wrong on
 * purpose, to test that the host notices: fail, hang, panic, truncate.
 *
 * "lazymmu.torture=SECONDS" is how long each case of the torture takes.
 *
 * With "lazymmu.one-cpu" the workloads run on the first CPU only.
 *
 * "lazymmu.bench=all" runs the benchmark instead. "lazymmu.only=NAME,NAME..."
 * leaves out all other workloads.
 */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <unistd.h>

#define SWAP_DEVICE	"/dev/ram0"
#define SWAP_BYTES	(16UL << 20)

static const struct workload *const workloads[] = {
	&fork_workload,
	&mprotect_workload,
	&mremap_workload,
	&madvise_workload,
	&munmap_workload,
	&shared_workload,
	&pagemap_workload,
	&hypercalls_workload,
	&modules_workload,
	&torture_workload,
};

static char provoked[16];
static char bench[16];
static char only[256];

static void mount_one(const char *type, const char *at)
{
	if (mkdir(at, 0755) && errno != EEXIST)
		say("lazymmu: %s: %s", at, strerror(errno));
	if (mount(type, at, type, 0, NULL) && errno != EBUSY)
		say("lazymmu: no %s on %s: %s", type, at, strerror(errno));
}

/* Write the header that mkswap would write: a page that ends with the magic. */
static bool make_swap(void)
{
	char *header = calloc(1, page_size);
	uint32_t last_page = SWAP_BYTES / page_size - 1, version = 1;
	bool ok = false;
	int fd = open(SWAP_DEVICE, O_RDWR | O_CLOEXEC);

	if (fd < 0 || !header)
		goto out;
	memcpy(header + 1024, &version, sizeof(version));
	memcpy(header + 1028, &last_page, sizeof(last_page));
	memcpy(header + page_size - 10, "SWAPSPACE2", 10);
	ok = pwrite(fd, header, page_size, 0) == (ssize_t)page_size &&
	     fsync(fd) == 0;
out:
	if (fd >= 0)
		close(fd);
	free(header);
	return ok && swapon(SWAP_DEVICE, 0) == 0;
}

static void read_word(const char *line, const char *key, char word[16])
{
	const char *value = strstr(line, key);

	if (value)
		sscanf(value + strlen(key), "%15[a-z]", word);
}

static void read_command_line(void)
{
	char line[2048] = "";
	const char *value;
	int fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (read(fd, line, sizeof(line) - 1) < 0)
		line[0] = '\0';
	close(fd);
	read_word(line, "lazymmu.provoke=", provoked);
	read_word(line, "lazymmu.bench=", bench);
	value = strstr(line, "lazymmu.torture=");
	if (value)
		sscanf(value, "lazymmu.torture=%u", &torture_seconds);
	one_cpu = strstr(line, "lazymmu.one-cpu");
	value = strstr(line, "lazymmu.only=");
	if (value)
		sscanf(value, "lazymmu.only=%255s", only);
}

static bool provoke(const char *what)
{
	return strcmp(provoked, what) == 0;
}

static void power_off(void)
{
	sync();
	reboot(RB_POWER_OFF);
	/*
	 * Some machines cannot power off; QEMU's -no-reboot turns a reset into
	 * an exit.
	 */
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

static void fails(void)
{
	check(false, "provoked");
}

static const struct guest_case provoked_cases[] = { { "fail", fails } };
static const struct workload provoked_workload = {
	"provoked", provoked_cases, ARRAY_SIZE(provoked_cases),
};

static unsigned int run_workloads(void)
{
	size_t n = ARRAY_SIZE(workloads) + have_program() + provoke("fail");
	unsigned int failed = 0;

	say("KTAP version 1");
	say("1..%zu", n);
	for (size_t i = 0; i < ARRAY_SIZE(workloads); i++) {
		failed += !run_workload(workloads[i], i + 1);
		if (provoke("truncate"))
			power_off();
		while (provoke("hang"))
			pause();
		if (provoke("panic"))
			exit(EXIT_FAILURE);	/* the kernel panics */
	}
	if (have_program())
		failed += !run_program(ARRAY_SIZE(workloads) + 1);
	if (provoke("fail"))
		failed += !run_workload(&provoked_workload, n);
	return failed;
}

int main(void)
{
	unsigned int failed = 0;

	page_size = sysconf(_SC_PAGESIZE);
	mount_one("devtmpfs", "/dev");
	mount_one("proc", "/proc");
	mount_one("sysfs", "/sys");
	mount_one("debugfs", "/sys/kernel/debug");
	mount_one("tmpfs", "/tmp");
	/* By default, the kernel drops lines if user space writes too many. */
	write_text("/proc/sys/kernel/printk_devkmsg", "on\n");
	read_command_line();
	if (one_cpu)
		stay_on_cpu(0);
	have_swap = !bench[0] && make_swap();

	say("lazymmu: guest started, pages of %zu bytes, %s", page_size,
	    have_swap ? "swap" : "no swap");
	if (bench[0]) {
		/*
		 * Let each CPU keep a fixed, large number of free pages.
		 * Otherwise the number of pages that a workload gives back
		 * would depend on earlier workloads.
		 */
		write_text("/proc/sys/vm/percpu_pagelist_high_fraction", "8\n");
		run_bench(only);
	} else {
		failed = run_workloads();
	}
	say("lazymmu: guest done status=%u", failed);
	power_off();
	return 0;
}
