# SPDX-License-Identifier: GPL-2.0-only
#
# Everything that is built lands in build/, except the command itself.

CC ?= gcc
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Werror -Wmissing-prototypes -Wstrict-prototypes
# What a sanitizer finds ends the program, or nobody would notice.
# (UBSan makes gcc warn of formats that cannot be NULL.)
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer -Wno-format-truncation
CPPFLAGS += -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64
LDLIBS := -ljansson -lpcre2-8 -lm
# make V=1 shows the commands, make -s nothing.
Q := $(if $(V),,@)
say = $(if $(V)$(findstring s,$(filter-out -%,$(firstword $(MAKEFLAGS)))),,@echo "  $(1) $(2)")

SOURCES := $(wildcard src/*.c)
OBJECTS := $(SOURCES:src/%.c=build/%.o)
# What several unit tests share: the files there that are no test.
SHARED := $(filter-out %_test.c,$(wildcard tests/unit/*.c))
TESTS := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*_test.c))
# Which of them run when: 'make unit' leaves out the slow ones. Those that only
# try the semantic patches say nothing about the command's memory and code.
SLOW := slow_test
QUICK := $(filter-out $(SLOW),$(TESTS))
OF_THE_CODE := $(filter-out smpl_test,$(TESTS))
# The program that breaks kernels; the part of it that has a unit test.
BUSTED_OBJECTS := $(patsubst tests/busted/%.c,build/busted.o/%.o,$(wildcard tests/busted/*.c))
# Tests that take minutes, of the command as it is.
HURT := $(patsubst tests/hurt/%.c,build/hurt/%,$(wildcard tests/hurt/*_test.c))
HURT_OBJECTS := $(filter-out build/main.o,$(OBJECTS)) build/hurt/hurt.o build/hurt/fixture.o

all: lazymmu build/plugin.so	## build the command (default)

lazymmu: $(OBJECTS)
	$(call say,LINK   ,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# What counts in the emulator; see there.
build/plugin.so: bench/plugin.c bench/qemu-plugin.h Makefile | deps
	@mkdir -p $(@D)
	$(call say,CC     ,$@)
	$(Q)$(CC) -std=c11 $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -fPIC -shared \
		-fvisibility=hidden -o $@ $<

build/%.o: src/%.c Makefile | deps
	@mkdir -p $(@D)
	$(call say,CC     ,$<)
	$(Q)$(CC) -std=c11 $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -MMD -MP -c -o $@ $<

build/busted.o/%.o: tests/busted/%.c Makefile | deps
	@mkdir -p $(@D)
	$(call say,CC     ,$<)
	$(Q)$(CC) -std=c11 $(CPPFLAGS) -Isrc $(CFLAGS) $(WARNINGS) -MMD -MP -c -o $@ $<

build/busted: $(BUSTED_OBJECTS) $(filter-out build/main.o,$(OBJECTS))
	$(call say,LINK   ,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# The command and its unit tests, built in several ways: $(call way,NAME,FLAGS)
# makes build/NAME/lazymmu, which the tests run, and build/NAME/..._test.
define way
build/$(1)/src/%.o: src/%.c Makefile | deps
	@mkdir -p $$(@D)
	$$(call say,CC     ,$$< ($(1)))
	$$(Q)$$(CC) $$(CPPFLAGS) $$(WARNINGS) $(2) $(3) -MMD -MP -c -o $$@ $$<

build/$(1)/tests/%.o: tests/unit/%.c Makefile | deps
	@mkdir -p $$(@D)
	$$(call say,CC     ,$$< ($(1)))
	$$(Q)$$(CC) $$(CPPFLAGS) -Isrc $$(WARNINGS) $(2) -MMD -MP -c -o $$@ $$<

build/$(1)/busted/%.o: tests/busted/%.c Makefile | deps
	@mkdir -p $$(@D)
	$$(call say,CC     ,$$< ($(1)))
	$$(Q)$$(CC) $$(CPPFLAGS) -Isrc $$(WARNINGS) $(2) -MMD -MP -c -o $$@ $$<

build/$(1)/lazymmu: $(SOURCES:src/%.c=build/$(1)/src/%.o)
	$$(call say,LINK   ,$$@)
	$$(Q)$$(CC) $(2) $(3) $$(LDFLAGS) -o $$@ $$^ $$(LDLIBS)

build/$(1)/%_test: build/$(1)/tests/%_test.o $(SHARED:tests/unit/%.c=build/$(1)/tests/%.o) \
		build/$(1)/busted/variant.o \
		$(patsubst src/%.c,build/$(1)/src/%.o,$(filter-out src/main.c,$(SOURCES)))
	$$(call say,LINK   ,$$@)
	$$(Q)$$(CC) $(2) $(3) $$(LDFLAGS) -o $$@ $$^ $$(LDLIBS) -lcmocka
endef

$(eval $(call way,unit,-std=c11 -O1 -g $(SANITIZE)))
# ASan does not look into what glibc's own checks replace, so they come apart.
$(eval $(call way,fortify,-std=c11 -O2 -g $(SANITIZE) -D_FORTIFY_SOURCE=3))
$(eval $(call way,valgrind,-std=c11 -O1 -g))
# Only src/ is counted. gnu11: gcc keeps the counts of a process that forks.
$(eval $(call way,coverage,-std=gnu11 -O0 -g,--coverage))

# $(call programs,WAY,TESTS)
programs = $(2:%=build/$(1)/%) build/$(1)/lazymmu build/busted

unit: $(call programs,unit,$(QUICK))	## unit tests of the command, under ASan and UBSan
	@sh tests/unit.sh $(QUICK:%=build/unit/%)

unit-all: $(call programs,unit,$(TESTS))	## ... with the slow ones
	@sh tests/unit.sh $(TESTS:%=build/unit/%)

unit-fortify: $(call programs,fortify,$(TESTS))
	@sh tests/unit.sh $(TESTS:%=build/fortify/%)

# The command is followed into what it starts, but for programs of others. What
# valgrind says goes to files: the tests read the command's standard error. It
# warns of pidfd_open, which it does not know; errors have "==" before them.
MEMCHECK = valgrind -q --error-exitcode=99 --leak-check=full \
	--errors-for-leak-kinds=definite --show-leak-kinds=definite \
	--track-origins=yes --trace-children=yes \
	--trace-children-skip=/bin/*,/usr/bin/*,/usr/local/bin/*,*/lazymmu-test-* \
	--log-file=$(CURDIR)/build/valgrind/log/%p

unit-valgrind: $(call programs,valgrind,$(OF_THE_CODE)) | deps-sanitize
	@rm -rf build/valgrind/log && mkdir -p build/valgrind/log
	@UNDER="$(MEMCHECK)" sh tests/unit.sh $(OF_THE_CODE:%=build/valgrind/%); status=$$?; \
	grep -h '^==' build/valgrind/log/* && status=1; \
	exit $$status

# At least so many percent of the lines of src/.
COVERAGE := 85

unit-coverage: $(call programs,coverage,$(OF_THE_CODE)) | deps-sanitize
	@rm -f build/coverage/src/*.gcda
	@for f in build/coverage/src/*.gcno; do \
		test -e "src/$$(basename "$$f" .gcno).c" || rm -f "$$f"; \
	done
	@sh tests/unit.sh $(OF_THE_CODE:%=build/coverage/%)

coverage: unit-coverage		## which lines of src/ the unit tests run
	@$(MAKE) --no-print-directory -s coverage-report

coverage-report:
	@gcovr -r . -f src/ build/coverage/src \
		--exclude-unreachable-branches --csv build/coverage/report.csv \
		--html-details build/coverage/report.html --fail-under-line $(COVERAGE); \
	status=$$?; \
	awk -F, -f tests/coverage.awk build/coverage/report.csv && exit $$status

# Fuzzers: each reads what is in the repository, and from there on makes up its
# own. What they found goes on being the corpus, until 'make clean'.
FUZZERS := $(patsubst tests/fuzz/%_fuzz.c,%,$(wildcard tests/fuzz/*_fuzz.c))
FUZZ_SECONDS := 60
FUZZ_CC := clang
FUZZ_FLAGS := -O2 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer

build/fuzz/src/%.o: src/%.c Makefile | deps-sanitize
	@mkdir -p $(@D)
	$(call say,CC     ,$< (fuzz))
	$(Q)$(FUZZ_CC) -std=c11 $(CPPFLAGS) $(WARNINGS) $(FUZZ_FLAGS) -MMD -MP -c -o $@ $<

build/fuzz/tests/%.o: tests/fuzz/%.c Makefile | deps-sanitize
	@mkdir -p $(@D)
	$(call say,CC     ,$< (fuzz))
	$(Q)$(FUZZ_CC) -std=c11 $(CPPFLAGS) -Isrc $(WARNINGS) $(FUZZ_FLAGS) -MMD -MP -c -o $@ $<

build/fuzz/%_fuzz: build/fuzz/tests/%_fuzz.o build/fuzz/tests/fuzz.o \
		$(patsubst src/%.c,build/fuzz/src/%.o,$(filter-out src/main.c,$(SOURCES)))
	$(call say,LINK   ,$@)
	$(Q)$(FUZZ_CC) $(FUZZ_FLAGS) -o $@ $^ $(LDLIBS)

fuzz: $(FUZZERS:%=fuzz-%)	## libFuzzer on what comes from outside: FUZZ_SECONDS=60 each

fuzz-%: build/fuzz/%_fuzz
	@sh tests/fuzz/run.sh $* $(FUZZ_SECONDS)

build/hurt/%.o: tests/hurt/%.c Makefile | deps
	@mkdir -p $(@D)
	$(call say,CC     ,$<)
	$(Q)$(CC) -std=c11 $(CPPFLAGS) -Isrc $(CFLAGS) $(WARNINGS) -MMD -MP -c -o $@ $<

build/hurt/fixture.o: tests/unit/fixture.c Makefile | deps
	@mkdir -p $(@D)
	$(call say,CC     ,$<)
	$(Q)$(CC) -std=c11 $(CPPFLAGS) -Isrc $(CFLAGS) $(WARNINGS) -MMD -MP -c -o $@ $<

build/hurt/%: build/hurt/%.o $(HURT_OBJECTS)
	$(call say,LINK   ,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

build/hurt/lazymmu: lazymmu
	@mkdir -p $(@D)
	$(Q)cp $< $@

hurt: $(HURT) build/hurt/lazymmu	## kill, starve and flood the command: some minutes
	@sh tests/unit.sh $(HURT)

# What the command itself needs to be built. Installs only what is missing, so
# it says and does nothing on a machine that has it all.
deps:				## install what building the command needs
	@set --; \
	command -v $(CC) >/dev/null 2>&1 || set -- "$$@" gcc libc6-dev; \
	test -e /usr/include/stdio.h || set -- "$$@" libc6-dev; \
	test -e /usr/include/jansson.h || set -- "$$@" libjansson-dev; \
	test -e /usr/include/pcre2.h || set -- "$$@" libpcre2-dev; \
	test -e /usr/include/cmocka.h || set -- "$$@" libcmocka-dev; \
	$(INSTALL_THEM)

# Only for 'make check-sanitize': clang alone is half a gigabyte.
deps-sanitize: deps
	@set --; \
	command -v valgrind >/dev/null 2>&1 || set -- "$$@" valgrind; \
	command -v gcovr >/dev/null 2>&1 || set -- "$$@" gcovr; \
	command -v $(FUZZ_CC) >/dev/null 2>&1 || set -- "$$@" clang; \
	ls /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-* >/dev/null 2>&1 || \
		set -- "$$@" libclang-rt-dev; \
	$(INSTALL_THEM)

# The end of a recipe: install the packages "$$@", as root or through sudo.
define INSTALL_THEM
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
endef

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

check-sanitize: lazymmu		## the unit tests under valgrind, fuzzers, coverage
	@sh tests/check.sh sanitize

bench: lazymmu build/plugin.so	## measure stock, ported and mainline's kernel; writes docs/results.md and plots
	@sh bench/bench.sh

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
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: all demo bench check check-fast check-sanitize check-busted check-bisect unit unit-all unit-fortify \
	unit-valgrind unit-coverage coverage coverage-report fuzz deps deps-sanitize hurt lint clean help
.SECONDARY:

-include $(wildcard build/*.d build/*/src/*.d build/*/tests/*.d build/*/busted/*.d build/busted.o/*.d build/hurt/*.d)
