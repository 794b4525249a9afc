// SPDX-License-Identifier: GPL-2.0-only
#include "fakes.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/proc.h"
#include "util/file.h"

static char *old_path;

/*
 * make and compilers get nothing of our environment, so the scripts find @top
 * by their own path.
 */
#define FAKE "#!/bin/sh\nTEST_TOP=${0%/*/*}\n"

static const char fake_make[] =
	FAKE
	"echo \"$*\" >> $TEST_TOP/make.calls\n"
	"for a; do case $a in O=*) out=${a#O=};; esac; goal=$a; done\n"
	"if test $goal = allnoconfig; then\n"
	"	env > $TEST_TOP/config.env\n"
	"	cat \"$KCONFIG_ALLCONFIG\" > \"$out/.config\"\n"
	"	test ! -e $TEST_TOP/config.does || . $TEST_TOP/config.does\n"
	"	exit 0\n"
	"fi\n"
	"env > $TEST_TOP/make.env\n"
	"cp mm/memory.c $TEST_TOP/make.source\n"
	"echo '  CC      mm/memory.o'\n"
	"echo '  CC [M]  fs/x.o'\n"
	"test ! -e $TEST_TOP/make.does || . $TEST_TOP/make.does\n"
	"echo image > \"$out/image\"\n";

static const char fake_gcc[] =
	FAKE
	"env >> $TEST_TOP/gcc.env\n"
	"test ! -e $TEST_TOP/gcc.does || . $TEST_TOP/gcc.does\n"
	"case $1 in\n"
	"--version) printf 'fake-gcc (Test) 12.2.0\\nand more\\n';;\n"
	"-v) echo 'gcc version 12.2.0' >&2;;\n"
	"-print-file-name=*) echo /dev/null;;\n"
	"*) while test $# -gt 0; do test \"$1\" != -o || out=$2; shift; done\n"
	"   echo gcc >> $TEST_TOP/gcc.calls; echo init > \"$out\";;\n"
	"esac\n";

static const char fake_qemu[] =
	FAKE
	"case $1 in --version) echo 'QEMU emulator version 9.8.7 (Test)'; exit;; esac\n"
	"printf '%s\\n' \"$@\" > $TEST_TOP/qemu.args\n"
	"cat kernel initrd > $TEST_TOP/qemu.boots || exit 1\n"
	". $TEST_TOP/qemu.does\n";

void does(const char *program, const char *commands)
{
	char *path = str_fmt("%s.does", program);

	put(path, commands);
	free(path);
}

static void make_targets(void)
{
	put("home/targets/common.config", "CONFIG_64BIT=y\n");
	put("home/targets/t.config", "CONFIG_T=y\n# CONFIG_MODULES is not set\n");
	put("home/targets/debug.config", "CONFIG_LOCKDEP=y\nCONFIG_NICE=y # optional: it is nice\n"
	    "# flavour: x\n");
	put("home/targets/plain.config", "# flavour: y\nCONFIG_PLAIN=y\n");
	put("home/targets/benign.list", "because = it is\nline = ^WARNING: harmless\n");
	put("home/targets/t", "description = a machine\narch = fake\ncross = fake-\n"
	    "config = t.config\nmake = Image\nimage = image\n"
	    "qemu = fake-qemu -smp 2\nappend = console=x\n");
	put("home/targets/u", "boots = t\nqemu = fake-qemu\nappend = console=u\n");
	put("home/targets/kvm", "boots = t\nqemu = fake-qemu\nqemu-kvm = -cpu host\n"
	    "kvm-probe = -firmware\nkvm-expect = No kernel\n"
	    "qemu-tcg = -cpu max\nappend = console=k\n");
	put("home/targets/x", "boots = t\nqemu = fake-qemu\nhypervisor = xen\n"
	    "hypervisor-append = com1\nappend = console=hvc0 a=b,c\n");
	put("home/targets/c", "kind = compile\narch = fake\ncross = fake-\n"
	    "config = t.config\nmake = mm/ fs/proc/\n");
	put("home/guest/init.c", "int main(void)\n{\n\treturn 0;\n}\n");
	put("home/guest/guest.h", "/* nothing */\n");
	put("home/guest/README", "no source\n");
}

int fakes_setup(void **state)
{
	char *path, *logs;

	fixture_setup(state);
	make_series();
	make_kernel("k");
	make_targets();
	script("bin/make", fake_make);
	script("bin/fake-gcc", fake_gcc);
	script("bin/fake-qemu", fake_qemu);
	does("qemu", "cat $TEST_LOGS/x86_64-pass.log > console\n");
	old_path = str_dup(getenv("PATH"));
	path = str_fmt("%s:%s", at("bin"), old_path);
	logs = realpath("tests/logs", NULL);
	assert_non_null(logs);
	setenv("PATH", path, 1);
	setenv("TEST_TOP", top, 1);
	setenv("TEST_LOGS", logs, 1);
	free(path);
	free(logs);
	return 0;
}

int fakes_teardown(void **state)
{
	setenv("PATH", old_path, 1);
	free(old_path);
	unsetenv("TEST_TOP");
	unsetenv("TEST_LOGS");
	return fixture_teardown(state);
}

size_t count(const char *path, const char *part)
{
	size_t n = 0;
	char *text;

	if (!exists(at(path)))
		return 0;
	text = get(path);
	for (const char *p = strstr(text, part); p; p = strstr(p + 1, part))
		n++;
	free(text);
	return n;
}
