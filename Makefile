# SPDX-License-Identifier: GPL-2.0-only
#
# Everything that is built lands in build/, except the command itself.

CC ?= gcc
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Werror -Wmissing-prototypes -Wstrict-prototypes
# (UBSan makes gcc warn of formats that cannot be NULL.)
SANITIZE := -fsanitize=address,undefined -fno-omit-frame-pointer -Wno-format-truncation
CPPFLAGS += -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64
LDLIBS := -ljansson -lpcre2-8
# make V=1 shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),,@echo "  $(1) $(2)")

SOURCES := $(wildcard src/*.c)
OBJECTS := $(SOURCES:src/%.c=build/%.o)
# The same with sanitizers, for the unit tests.
SAN_OBJECTS := $(SOURCES:src/%.c=build/san/%.o)
# What several unit tests share: the files there that are no test.
SHARED := $(filter-out %_test.c,$(wildcard tests/unit/*.c))
TEST_OBJECTS := $(filter-out build/san/main.o,$(SAN_OBJECTS)) \
	$(SHARED:tests/unit/%.c=build/unit/%.o)
TESTS := $(patsubst tests/unit/%.c,build/unit/%,$(wildcard tests/unit/*_test.c))
# The program that breaks kernels; the part of it that has a unit test.
BUSTED_OBJECTS := $(patsubst tests/busted/%.c,build/busted.o/%.o,$(wildcard tests/busted/*.c))
TEST_OBJECTS += build/busted.san/variant.o

all: lazymmu			## build the command (default)

lazymmu: $(OBJECTS)
	$(call say,LINK   ,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

build/%.o: src/%.c Makefile | deps
	@mkdir -p $(@D)
	$(call say,CC     ,$<)
	$(Q)$(CC) -std=c11 $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -MMD -MP -c -o $@ $<

build/san/%.o: src/%.c Makefile | deps
	@mkdir -p $(@D)
	$(call say,CC(san),$<)
	$(Q)$(CC) -std=c11 $(CPPFLAGS) -O1 -g $(WARNINGS) $(SANITIZE) -MMD -MP -c -o $@ $<

build/unit/%.o: tests/unit/%.c Makefile | deps
	@mkdir -p $(@D)
	$(call say,CC(san),$<)
	$(Q)$(CC) -std=c11 $(CPPFLAGS) -Isrc -O1 -g $(WARNINGS) $(SANITIZE) -MMD -MP -c -o $@ $<

build/busted.o/%.o: tests/busted/%.c Makefile | deps
	@mkdir -p $(@D)
	$(call say,CC     ,$<)
	$(Q)$(CC) -std=c11 $(CPPFLAGS) -Isrc $(CFLAGS) $(WARNINGS) -MMD -MP -c -o $@ $<

build/busted.san/%.o: tests/busted/%.c Makefile | deps
	@mkdir -p $(@D)
	$(call say,CC(san),$<)
	$(Q)$(CC) -std=c11 $(CPPFLAGS) -Isrc -O1 -g $(WARNINGS) $(SANITIZE) -MMD -MP -c -o $@ $<

build/busted: $(BUSTED_OBJECTS) $(filter-out build/main.o,$(OBJECTS))
	$(call say,LINK   ,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# The command itself, for tests that run it.
build/unit/lazymmu: $(SAN_OBJECTS)
	@mkdir -p $(@D)
	$(call say,LINK   ,$@)
	$(Q)$(CC) $(SANITIZE) $(LDFLAGS) -o $@ $^ $(LDLIBS)

build/unit/%: build/unit/%.o $(TEST_OBJECTS)
	$(call say,LINK   ,$@)
	$(Q)$(CC) $(SANITIZE) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

unit: $(TESTS) build/unit/lazymmu	## unit tests of the command, under ASan and UBSan
	@failed=0; \
	for t in $(TESTS); do \
		echo "# $$t"; "$$t" || failed=1; \
	done; \
	exit $$failed

# What the command itself needs to be built. Installs only what is missing, so
# it says and does nothing on a machine that has it all.
deps:				## install what building the command needs
	@set --; \
	command -v $(CC) >/dev/null 2>&1 || set -- "$$@" gcc libc6-dev; \
	test -e /usr/include/stdio.h || set -- "$$@" libc6-dev; \
	test -e /usr/include/jansson.h || set -- "$$@" libjansson-dev; \
	test -e /usr/include/pcre2.h || set -- "$$@" libpcre2-dev; \
	test -e /usr/include/cmocka.h || set -- "$$@" libcmocka-dev; \
	test $$# -gt 0 || exit 0; \
	apt="env DEBIAN_FRONTEND=noninteractive apt-get"; \
	install="install -y --no-install-recommends $$*"; \
	if test "$$(id -u)" = 0; then as=; \
	elif sudo -n true 2>/dev/null; then as="sudo -n"; \
	else echo "To build lazymmu, install these first: sudo apt-get $$install" >&2; exit 16; \
	fi; \
	echo "Installing: $$*" >&2; \
	$$as $$apt update -q >&2 || echo "apt-get update failed; trying with the old package lists" >&2; \
	$$as $$apt $$install >&2

demo: lazymmu			## port 6.12, boot stock and ported as Xen PV, compare
	@sh tests/demo.sh

check: lazymmu			## everything: unit tests, patches, all machines
	@sh tests/check.sh

check-fast: lazymmu		## the tests that need no kernel
	@sh tests/check.sh fast

check-busted: lazymmu build/busted	## break the ported kernel on purpose: do the tests notice? ONLY="name..."
	@sh tests/busted.sh $(ONLY)

check-bisect: lazymmu		## every commit of the series builds, for all targets
	@./lazymmu build --each-commit

# The analyzer does not see that lists own their strings: no leak warnings.
lint:				## white space, licences, and gcc's analyzer
	@! grep -nP '[ \t]+$$' $(SOURCES) $(wildcard src/*.h tests/unit/*.[ch])
	@! grep -L 'SPDX-License-Identifier: GPL-2.0-only' $(SOURCES) $(wildcard src/*.h tests/unit/*.[ch]) | grep .
	@for f in $(SOURCES); do \
		echo "  ANALYZE $$f"; \
		$(CC) -std=c11 $(CPPFLAGS) -O2 -fanalyzer -Wno-analyzer-malloc-leak \
			$(WARNINGS) -c -o /dev/null $$f || exit 1; \
	done

clean:				## remove what was built
	rm -rf build lazymmu

help:				## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

.PHONY: all demo check check-fast check-busted check-bisect unit deps lint clean help
.SECONDARY:

-include $(wildcard build/*.d build/san/*.d build/unit/*.d build/busted.o/*.d build/busted.san/*.d)
