# SPDX-License-Identifier: GPL-2.0-only
#
# All files that are built are in build/, except the command itself.

CC ?= gcc
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Werror -Wmissing-prototypes -Wstrict-prototypes
# A finding of a sanitizer ends the program, so that it is noticed.
# (Under UBSan, gcc warns of NULL for formats that are never NULL.)
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer -Wno-format-truncation
CPPFLAGS += -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -Isrc
LDLIBS := -ljansson -lpcre2-8 -lmd -lm
PREFIX ?= /usr/local

# make V=1 shows the commands, make -s nothing.
Q := $(if $(V),,@)
say = $(if $(V)$(findstring s,$(filter-out -%,$(firstword $(MAKEFLAGS)))),,@echo "  $(1) $(2)")

# All of the command except main.c: the tests have a main() of their own.
LIBRARY := $(sort $(wildcard src/*/*.c))
SOURCES := src/main.c $(LIBRARY)
HEADERS := $(sort $(wildcard src/*/*.h))
# Each tests/unit/FOLDER/NAME_test.c is a program; the other files are shared.
UNIT := $(sort $(wildcard tests/unit/*_test.c tests/unit/*/*_test.c))
UNIT_SHARED := $(filter-out $(UNIT),$(sort $(wildcard tests/unit/*.c tests/unit/*/*.c)))
TESTS := $(basename $(notdir $(UNIT)))
# 'make unit' leaves out the slow tests. The tests of the semantic patches do not
# test the command's memory and code.
SLOW := slow_test
QUICK := $(filter-out $(SLOW),$(TESTS))
OF_THE_CODE := $(filter-out smpl_test,$(TESTS))
BUSTED := $(sort $(wildcard tests/busted/*.c))
# Tests that take minutes, of the command as built for users.
HURT := $(sort $(wildcard tests/hurt/*_test.c))
HURT_SHARED := $(filter-out $(HURT),$(sort $(wildcard tests/hurt/*.c))) tests/unit/fixture.c
HURT_TESTS := $(HURT:tests/hurt/%.c=build/hurt/%)
# Each fuzzer begins with files of the repository, and makes inputs of its own.
# The inputs that it finds stay in its corpus, until 'make clean'.
FUZZ := $(sort $(wildcard tests/fuzz/*_fuzz.c))
FUZZERS := $(FUZZ:tests/fuzz/%_fuzz.c=%)
FUZZ_SECONDS := 60
FUZZ_CC := clang

all: lazymmu build/plugin.so	## build the command (default)

# A way of building: $(call way,NAME,COMPILER,FLAGS,FLAGS OF src/ ALONE).
# build/NAME/FILE.o is FILE.c built in this way, and build/NAME/liblazymmu.a
# holds all of src/ except main.c.
define way
build/$(1)/src/%.o: src/%.c Makefile | needed$(if $(filter fuzz,$(1)),-sanitize)
	@mkdir -p $$(@D)
	$$(call say,CC     ,$$<$(if $(filter-out normal,$(1)), ($(1))))
	$$(Q)$(2) -std=c11 $$(CPPFLAGS) $$(WARNINGS) $(3) $(4) -MMD -MP -c -o $$@ $$<

build/$(1)/%.o: %.c Makefile | needed$(if $(filter fuzz,$(1)),-sanitize)
	@mkdir -p $$(@D)
	$$(call say,CC     ,$$<$(if $(filter-out normal,$(1)), ($(1))))
	$$(Q)$(2) -std=c11 $$(CPPFLAGS) -Itests/unit $$(WARNINGS) $(3) -MMD -MP -c -o $$@ $$<

build/$(1)/liblazymmu.a: $(LIBRARY:%.c=build/$(1)/%.o)
	$$(Q)rm -f $$@ && $$(AR) rcs $$@ $$^

build/$(1)/lazymmu: build/$(1)/src/main.o build/$(1)/liblazymmu.a
	$$(call say,LINK   ,$$@)
	$$(Q)$(2) $(3) $(4) $$(LDFLAGS) -o $$@ $$^ $$(LDLIBS)

$(foreach test,$(UNIT),$(call unit_test,$(1),$(2),$(3) $(4),$(test)))
endef

# build/WAY/NAME_test is a unit test; it runs build/WAY/lazymmu.
define unit_test
build/$(1)/$(basename $(notdir $(4))): $(4:%.c=build/$(1)/%.o) $(UNIT_SHARED:%.c=build/$(1)/%.o) \
		build/$(1)/tests/busted/seen.o build/$(1)/tests/busted/variant.o \
		build/$(1)/liblazymmu.a
	$$(call say,LINK   ,$$@)
	$$(Q)$(2) $(3) $$(LDFLAGS) -o $$@ $$^ $$(LDLIBS) -lcmocka

endef

$(eval $(call way,normal,$$(CC),$$(CFLAGS)))
$(eval $(call way,unit,$$(CC),-O1 -g $(SANITIZE)))
# ASan does not see the functions that glibc's own checks substitute, so these
# checks have a build of their own.
$(eval $(call way,fortify,$$(CC),-O2 -g $(SANITIZE) -D_FORTIFY_SOURCE=3))
$(eval $(call way,valgrind,$$(CC),-O1 -g))
# Only src/ is counted. With gnu11, gcc keeps the counts of a process that forks.
$(eval $(call way,coverage,$$(CC),-O0 -g -std=gnu11,--coverage))
# (A comma would end an argument of "call".)
FUZZER := fuzzer,address,undefined
$(eval $(call way,fuzz,$$(FUZZ_CC),-O2 -g -fsanitize=$$(FUZZER) \
	-fno-sanitize-recover=all -fno-omit-frame-pointer))

lazymmu: build/normal/lazymmu
	$(Q)cp $< $@.new && mv $@.new $@

# The plugin that counts in the emulator.
build/plugin.so: bench/plugin.c bench/qemu-plugin.h Makefile | needed
	@mkdir -p $(@D)
	$(call say,CC     ,$@)
	$(Q)$(CC) -std=c11 $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -fPIC -shared \
		-fvisibility=hidden -o $@ $<

# The program that breaks kernels on purpose.
build/busted: $(BUSTED:%.c=build/normal/%.o) build/normal/liblazymmu.a
	$(call say,LINK   ,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# The program that writes series/removed.
build/removed: build/normal/tests/removed/removed.o build/normal/liblazymmu.a
	$(call say,LINK   ,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# The totals of a console's KTAP, for tests/ktap.sh.
build/ktap-totals: build/normal/tests/ktap/totals.o build/normal/liblazymmu.a
	$(call say,LINK   ,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# $(call programs,WAY,TESTS)
programs = $(2:%=build/$(1)/%) build/$(1)/lazymmu build/busted build/plugin.so

unit: $(call programs,unit,$(QUICK))	## unit tests of the command, under ASan and UBSan
	@sh tests/unit.sh $(QUICK:%=build/unit/%)

unit-all: $(call programs,unit,$(TESTS))	## ... with the slow ones
	@sh tests/unit.sh $(TESTS:%=build/unit/%)

unit-fortify: $(call programs,fortify,$(TESTS))
	@sh tests/unit.sh $(TESTS:%=build/fortify/%)

# valgrind follows the command, but not the other programs that tests start. Its
# output goes to files, because the tests read the command's standard error.
# valgrind warns of pidfd_open, which it does not know; errors begin with "==".
MEMCHECK = valgrind -q --error-exitcode=99 --leak-check=full \
	--errors-for-leak-kinds=definite --show-leak-kinds=definite \
	--track-origins=yes --trace-children=yes \
	--trace-children-skip=/bin/*,/usr/bin/*,/usr/local/bin/*,*/lazymmu-test-* \
	--log-file=$(CURDIR)/build/valgrind/log/%p

unit-valgrind: $(call programs,valgrind,$(OF_THE_CODE)) | needed-sanitize
	@rm -rf build/valgrind/log && mkdir -p build/valgrind/log
	@UNDER="$(MEMCHECK)" sh tests/unit.sh $(OF_THE_CODE:%=build/valgrind/%); status=$$?; \
	grep -h '^==' build/valgrind/log/* && status=1; \
	exit $$status

# The lowest percentage of the lines of src/ that the tests have to run.
COVERAGE := 85

unit-coverage: $(call programs,coverage,$(OF_THE_CODE)) | needed-sanitize
	@find build/coverage/src -name '*.gcda' -exec rm -f {} +
	@find build/coverage/src -name '*.gcno' | while read -r f; do \
		source=$${f#build/coverage/}; \
		test -e "$${source%.gcno}.c" || rm -f "$$f"; \
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

build/fuzz/%_fuzz: build/fuzz/tests/fuzz/%_fuzz.o build/fuzz/tests/fuzz/fuzz.o build/fuzz/liblazymmu.a
	$(call say,LINK   ,$@)
	$(Q)$(FUZZ_CC) -fsanitize=$(FUZZER) $(LDFLAGS) -o $@ $^ $(LDLIBS)

fuzz: $(FUZZERS:%=fuzz-%)	## fuzz all parsers with libFuzzer: FUZZ_SECONDS=60 each

fuzz-%: build/fuzz/%_fuzz
	@sh tests/fuzz/run.sh $* $(FUZZ_SECONDS)

build/hurt/%: build/normal/tests/hurt/%.o $(HURT_SHARED:%.c=build/normal/%.o) build/normal/liblazymmu.a
	@mkdir -p $(@D)
	$(call say,LINK   ,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

build/hurt/lazymmu: build/normal/lazymmu
	@mkdir -p $(@D)
	$(Q)cp $< $@

hurt: $(HURT_TESTS) build/hurt/lazymmu	## kill, starve and flood the command; takes some minutes
	@sh tests/unit.sh $(HURT_TESTS)

# 'make' never installs: it names the missing packages, with the command that
# installs them.
needed:
	@sh tests/deps.sh name

needed-sanitize: needed
	@sh tests/deps.sh name sanitize

deps:				## install the packages that the command and its tests need
	@sh tests/deps.sh install

deps-sanitize:			## ... and those that 'make check-sanitize' needs
	@sh tests/deps.sh install sanitize

deps-debian:			## ... and those that 'make check-debian' needs
	@sh tests/deps.sh install debian

demo: deps			## port the default kernel, boot stock and ported as Xen PV, compare
	@$(MAKE) -s lazymmu
	@sh tests/demo.sh

check: deps			## everything: unit tests, patches, all machines
	@$(MAKE) -s lazymmu
	@sh tests/check.sh

check-fast: lazymmu		## the tests that need no kernel
	@sh tests/check.sh fast

check-more: lazymmu		## flavours and machines that 'make check' leaves out
	@sh tests/check.sh more

check-busted: lazymmu build/busted	## break the ported kernel on purpose, for the tests to notice: ONLY="name..."
	@sh tests/busted.sh $(ONLY)

check-versions: lazymmu		## apply the series to all releases that Debian's archive offers, build a machine: BUILD=no KERNEL=6.12
	@sh tests/versions.sh

check-types: lazymmu		## an architecture may have a type of its own for the state of a section
	@sh tests/types.sh

check-bisect: lazymmu		## every commit of the series builds, for all targets
	@. tests/which.sh && ./lazymmu build --each-commit -k "$$KERNEL" --series="$$SERIES"

check-sanitize: deps-sanitize	## the unit tests under valgrind, fuzzers, coverage
	@$(MAKE) -s lazymmu
	@sh tests/check.sh sanitize

check-debian: deps-debian	## the tests on a minimal Debian in a directory, as root: SUITE=trixie
	@$(MAKE) -s lazymmu
	@sh tests/debian.sh $(or $(SUITE),trixie)

check-all: check check-more lint check-sanitize check-debian check-bisect check-types check-versions check-busted	## all tests; takes a night

bench: deps			## measure the kernels of a version (KERNEL=); writes docs/results.md and plots
	@$(MAKE) -s all
	@sh bench/bench.sh

bench-tables: all		## put the counts of all versions that were measured into docs/results.md
	@sh bench/bench.sh --tables

removed: build/removed		## write series/removed again: KERNEL=6.12, or all versions with a series
	@./build/removed $(KERNEL)

# No leak warnings: the analyzer does not see that lists own their strings.
LINTED := $(sort $(SOURCES) $(HEADERS) $(wildcard guest/*.[ch] bench/*.[ch] \
	tests/*/*.[ch] tests/unit/*/*.[ch]))
lint: build/normal/lazymmu		## layers, former subjects, white space, licences, and gcc's analyzer
	@sh tests/layers.sh src build/normal/src
	@sh tests/former.sh
	@! grep -nP '[ \t]+$$' $(LINTED)
	@! grep -L 'SPDX-License-Identifier: GPL-2.0-only' $(LINTED) | grep .
	@printf '%s\n' $(filter %.c,$(LINTED)) | xargs -P "$$(nproc)" -I @ sh -c ' \
		echo "  ANALYZE @"; \
		$(CC) -std=gnu11 $(CPPFLAGS) -Itests/unit -O2 -fanalyzer -Wno-analyzer-malloc-leak \
			$(WARNINGS) -c -o /dev/null @'

# The series, all other files that the command reads, and the audit for spatch.
DATA := series kernel versions targets guest bench audit tests/stock tests/mainline
datadir = $(DESTDIR)$(PREFIX)/share

install: all			## install the command: PREFIX=/usr/local DESTDIR=
	install -D -m 755 lazymmu $(DESTDIR)$(PREFIX)/bin/lazymmu
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/lazymmu build/plugin*.so
	install -D -m 644 docs/lazymmu.1 $(datadir)/man/man1/lazymmu.1
	install -D -m 644 completion/lazymmu.bash $(datadir)/bash-completion/completions/lazymmu
	rm -rf $(datadir)/lazymmu
	install -D -m 644 -t $(datadir)/doc/lazymmu README.md docs/*.md
	find $(wildcard $(DATA)) -type f -exec install -D -m 644 {} $(datadir)/lazymmu/{} \;

uninstall:			## remove the files of 'make install'
	rm -rf $(datadir)/lazymmu $(datadir)/doc/lazymmu $(DESTDIR)$(PREFIX)/lib/lazymmu
	rm -f $(DESTDIR)$(PREFIX)/bin/lazymmu $(datadir)/man/man1/lazymmu.1 \
		$(datadir)/bash-completion/completions/lazymmu

clean:				## remove all files that were built
	rm -rf build lazymmu

help:				## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: all check-all install uninstall demo bench bench-tables check check-fast check-more check-sanitize check-types check-versions check-busted check-bisect check-debian unit unit-all unit-fortify \
	unit-valgrind unit-coverage coverage coverage-report fuzz needed needed-sanitize deps deps-sanitize deps-debian hurt removed lint clean help
.SECONDARY:

-include $(shell find build -name "*.d" 2>/dev/null)
