# SPDX-License-Identifier: BSD-3-Clause
# One Makefile. `make demo` and `make check` need nothing before them; the rest wants `make deps` once.
#
#   all           libvferry (guest), libvferry-host.a, vferry, the tests and the lab's programs, kmod
#   kmod          igb_uio.ko for every guest kernel that deps fetched
#   deps          everything that building and testing needs, fetched once into VFERRY_CACHE
#   check         check-fast, check-asan, lint, the clang build, check-kmod-quick, check-uevents, the lab's scenarios, check-sriov-quick
#   check-uevents fifty PCI functions that come and go in a guest of each kernel
#   check-kmod    igb_uio in guests of every kernel, next to Debian's; check-kmod-quick: ours, on the lab's kernel
#   check-fast    unit tests, schemas, docs, what the SIGBUS handler and libvirt's hook call, the fuzz targets' corpora: under a
#                 minute, needs no root
#   fuzz          each fuzz target, or FUZZ_ONLY=NAME, for FUZZ_SECONDS (60); fuzz-keep: what it found into the corpora
#   check-sriov   the scenarios for real VFs, on two emulated SR-IOV hosts; check-sriov-quick: there and back
#   check-matrix  removals of a VF by guest kernel and driver: up to an hour
#   demo          a crossing there and back with live traffic, and its report (ROUNDS=n); SRIOV=1: over real VFs
#   bench-removal one removal, next to what DPDK itself has
#   bench         burst cost, a fault's cost (alone: bench-guard), and the trip next to virtio alone and to bonding by hand
#   bench-agent   a hundred guests leave a host, on a fake hypervisor: CPU, memory, and how long it takes under limits; a
#                 thousand are watched
#   install       DESTDIR, PREFIX, LIBDIR, PMDDIR, HOOKDIR, UNITDIR
#   lint, format  the style's tools; clang-format -i
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

VERSION := 0.1.0
CACHE   := $(abspath $(or $(VFERRY_CACHE),/var/cache/vferry))
export VFERRY_CACHE := $(CACHE)
PREFIX  ?= /usr/local
LIBDIR  ?= $(PREFIX)/lib/x86_64-linux-gnu
ROUNDS  ?= 1
B       ?= build
CC      := $(if $(filter default,$(origin CC)),gcc,$(CC))

# ---- flags -----------------------------------------------------------------------------------------------------
WARN    := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
CFLAGS  ?= -O2 -g
BASE    := -std=gnu11 $(WARN) -D_GNU_SOURCE -DVFERRY_VERSION='"$(VERSION)"' -Ischemas -MMD -MP $(SAN)
DPDKSRC := $(CACHE)/dpdk/src
# Driver headers are not part of libdpdk-dev: they come from the source package of the very version that is installed.
DPDK_INC := $(addprefix -isystem $(DPDKSRC)/,lib/ethdev lib/eal/include drivers/bus/vdev drivers/bus/pci drivers/bus/pci/linux)
pc = $(shell pkg-config $(1) $(2) 2>/dev/null)

GUEST_CFLAGS = $(BASE) -fPIC -fvisibility=hidden -DALLOW_INTERNAL_API -DALLOW_EXPERIMENTAL_API -iquote guest-lib -Iguest-lib/include \
	$(subst -I,-isystem ,$(call pc,--cflags,libdpdk)) $(DPDK_INC) $(call pc,--cflags,jansson)
HOST_CFLAGS = $(BASE) -Iagent $(call pc,--cflags,libvirt libvirt-qemu libxml-2.0 jansson yaml-0.1)
HOST_LIBS   = $(call pc,--libs,libvirt libvirt-qemu libxml-2.0 jansson yaml-0.1) -lpthread
HOOK_LIBS   = $(call pc,--libs,libxml-2.0 jansson yaml-0.1)
GUEST_LIBS  = $(call pc,--libs,libdpdk jansson) -lrte_bus_vdev -lrte_bus_pci -lpthread
TEST_LIBS   = $(call pc,--libs,cunit)

# ---- what there is ---------------------------------------------------------------------------------------------
src     = $(wildcard $(1)/*.c)
obj     = $(patsubst %.c,$(B)/%.o,$(1))
SCHEMA_SRC := $(call src,schemas)
GUEST_SRC  := $(call src,guest-lib)
AGENT_SRC  := $(call src,agent) $(filter-out agent/vferryd/main.c,$(call src,agent/vferryd))
TOOL_SRC   := $(call src,host-tools)
HOOK_SRC   := $(call src,host-tools/hooks)
LAB_SRC    := $(call src,qemu-tests) $(call src,qemu-tests/matrix) $(call src,qemu-tests/faults)
TESTS      := $(foreach d,schemas guest-lib agent host-tools qemu-tests,$(patsubst %.c,$(B)/%,$(wildcard $(d)/tests/test_*.c)))
EXAMPLES   := $(patsubst guest-lib/%.c,$(B)/%,$(wildcard guest-lib/examples/*.c))
# A fuzz target is FOLDER/fuzz/fuzz_NAME.c and its inputs, FOLDER/fuzz/corpus/NAME: see schemas/fuzz/fuzz.h.
FUZZ       := $(patsubst %.c,$(B)/%,$(foreach d,schemas agent guest-lib host-tools,$(wildcard $(d)/fuzz/$(or $(FUZZ_ONLY:%=fuzz_%.c),fuzz_*.c))))
BENCHES    := $(patsubst %.c,$(B)/%,$(wildcard guest-lib/bench/bench_*.c))
AGENT_BENCHES := $(patsubst %.c,$(B)/%,$(wildcard agent/bench/bench_*.c))
# A program of qemu-tests is a file with main in qemu-tests/programs; scenarios/*.c all go into one of them.
PROGRAMS   := $(patsubst qemu-tests/programs/%.c,$(B)/qemu-tests/%,$(wildcard qemu-tests/programs/*.c)) \
	$(B)/qemu-tests/check-kmod $(B)/qemu-tests/prober $(B)/qemu-tests/fifty
SCENARIOS  := $(wildcard qemu-tests/scenarios/*.c)
# What runs in the lab's guests beside the application: nothing is there to link with.
GUEST_TOOLS := $(patsubst %.c,$(B)/%,$(wildcard qemu-tests/guest/*.c)) $(B)/qemu-tests/guest/unrevoked.so
OWN_C      := $(shell git ls-files '*.c' '*.h' 2>/dev/null)
OWN_SH     := $(shell git ls-files '*.sh' '*.bash' qemu-tests/image/init qemu-tests/sriov/host-init .ci/run 2>/dev/null)

# Kernel modules want the kernel's compiler, so other builds leave them out.
KERNELS    := $(patsubst $(CACHE)/kernel-%/abi,%,$(wildcard $(CACHE)/kernel-*/abi))
KMODS      := $(if $(filter gcc,$(CC)),$(KERNELS:%=$(B)/kmod/%/igb_uio.ko))

LIBVFERRY := $(B)/libvferry.so.0
.PHONY: all kmod deps check check-fast check-unit check-docs check-schemas check-guard check-hook check-asan check-clang check-lab \
	check-faults check-kmod check-kmod-quick check-matrix check-sriov check-sriov-quick check-uevents demo bench bench-agent bench-guard bench-removal lint format install clean
all: $(LIBVFERRY) $(B)/pmds/librte_net_vferry.so $(B)/libvferry-host.a $(B)/vferry $(B)/vferryd $(B)/vferry-hook $(TESTS) $(EXAMPLES) $(BENCHES) $(AGENT_BENCHES) $(PROGRAMS) \
	$(GUEST_TOOLS) kmod

deps:
	@scripts/deps.sh

# ---- objects and libraries -------------------------------------------------------------------------------------
$(B)/schemas/%.o: CF = $(BASE) -fPIC -fvisibility=hidden $(call pc,--cflags,jansson)
$(B)/guest-lib/%.o: CF = $(GUEST_CFLAGS)
$(B)/agent/%.o $(B)/host-tools/%.o $(B)/qemu-tests/%.o: CF = $(HOST_CFLAGS)
$(B)/qemu-tests/%.o: CF += -Iqemu-tests
$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(CF) -c $< -o $@

$(B)/libschemas.a: $(call obj,$(SCHEMA_SRC))
$(B)/libvferry-host.a: $(call obj,$(AGENT_SRC)) $(call obj,$(SCHEMA_SRC))
$(B)/libguest.a: $(call obj,$(GUEST_SRC)) $(call obj,$(SCHEMA_SRC))
$(B)/libtools.a: $(call obj,$(filter-out host-tools/main.c,$(TOOL_SRC)))
$(B)/libhook.a: $(call obj,$(filter-out host-tools/hooks/main.c,$(HOOK_SRC)))
$(B)/liblab.a: $(call obj,$(LAB_SRC))
$(B)/%.a:
	@mkdir -p $(@D)
	@rm -f $@
	ar rcs $@ $^

# One library is both libvferry and the PMD: the PMD folder gets a link to it, so that it is never loaded twice.
$(LIBVFERRY): $(call obj,$(GUEST_SRC)) $(call obj,$(SCHEMA_SRC))
	$(CC) $(CFLAGS) $(SAN) -shared -Wl,-soname,libvferry.so.0 -Wl,-z,defs,-z,nodelete -o $@ $^ $(GUEST_LIBS)
# For a test that must fail with it: the same, but the mappings of a dead device stay.
$(B)/qemu-tests/guest/unrevoked.so: $(B)/qemu-tests/unrevoked.o $(call obj,$(GUEST_SRC)) $(call obj,$(SCHEMA_SRC))
	$(CC) $(CFLAGS) $(SAN) -shared -Wl,-soname,libvferry.so.0 -Wl,-z,defs,-z,nodelete -Wl,--wrap=held_revoke -o $@ $^ $(GUEST_LIBS)
$(B)/qemu-tests/unrevoked.o: CF = $(GUEST_CFLAGS)
$(B)/pmds/librte_net_vferry.so: $(LIBVFERRY)
	@mkdir -p $(@D)
	ln -sf ../libvferry.so.0 $@

# As an application would be: it sees the library and its public header.
$(B)/examples/%: $(B)/guest-lib/examples/%.o $(LIBVFERRY)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SAN) -o $@ $^ $(GUEST_LIBS) -Wl,-rpath,'$$ORIGIN/..'

$(B)/vferry: $(B)/host-tools/main.o $(B)/libtools.a $(B)/libvferry-host.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $^ $(HOST_LIBS)

# Without libvirt: a hook that calls it hangs, see scripts/check-hook.sh.
$(B)/vferry-hook: $(B)/host-tools/hooks/main.o $(B)/libhook.a $(B)/libvferry-host.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $^ $(HOOK_LIBS)

$(B)/vferryd: $(B)/agent/vferryd/main.o $(B)/libvferry-host.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $^ $(HOST_LIBS)

# W=1 and sparse, with warnings as errors, stand in for the lint of user space. Type information for BPF would need pahole.
kmod: $(KMODS)
$(B)/kmod/%/igb_uio.ko: $(wildcard guest-lib/kmod/*.[ch]) guest-lib/kmod/Kbuild $(CACHE)/kernel-%/abi
	@mkdir -p $(@D)
	cp $(filter guest-lib/%,$^) $(@D)
	$(MAKE) -C $(CACHE)/kernel-$*/usr/src/linux-headers-$$(cat $(CACHE)/kernel-$*/abi) M=$(abspath $(@D)) \
		CC=gcc W=1 KCFLAGS=-Werror C=1 CF=-Wsparse-error CONFIG_DEBUG_INFO_BTF_MODULES= modules

# ---- tests -----------------------------------------------------------------------------------------------------
$(B)/schemas/tests/test_%: $(B)/schemas/tests/test_%.o $(B)/schemas/tests/samples.o $(B)/libschemas.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $^ $(call pc,--libs,jansson) $(TEST_LIBS)
$(B)/schemas/tests/decode_examples: $(B)/schemas/tests/decode_examples.o $(B)/schemas/tests/samples.o $(B)/libschemas.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $^ $(call pc,--libs,jansson)
$(B)/guest-lib/tests/test_% $(B)/guest-lib/bench/bench_%: LIBS = $(GUEST_LIBS) $(TEST_LIBS)
# The control thread and the application's calls are tested over pairs without devices.
CONTROL_OBJ := $(call obj,$(wildcard guest-lib/control*.c) $(addprefix guest-lib/,api.c calls.c chores.c link.c log.c port.c port_wish.c rank.c sign.c) \
	$(addprefix guest-lib/tests/,fake_pair.c host_end.c))
$(B)/guest-lib/tests/test_control $(B)/guest-lib/tests/test_api: %: %.o $(CONTROL_OBJ) $(B)/libschemas.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $^ $(LIBS)
$(B)/guest-lib/tests/test_calls: %: %.o $(call obj,guest-lib/calls.c guest-lib/chores.c guest-lib/rank.c) $(B)/libschemas.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $^ $(LIBS)
# Pairs whose members are rings, with a network around them.
$(B)/guest-lib/tests/test_pair $(B)/guest-lib/tests/test_pair_chores $(B)/guest-lib/tests/test_pair_faults: %: %.o $(B)/guest-lib/tests/ring_net.o $(B)/libguest.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $(filter %.o,$^) -Wl,--whole-archive $(B)/libguest.a -Wl,--no-whole-archive $(LIBS) -lrte_net_ring
# One imported call in each form that a linker gives it: bound when first used, bound when loaded, without a stub.
PLT_FORMS := lazy now noplt
PLT_lazy  := -Wl,-z,lazy
PLT_now   := -Wl,-z,now
PLT_noplt := -Wl,-z,now -fno-plt
$(B)/guest-lib/tests/plt_sample_%.so: guest-lib/tests/plt_sample.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(GUEST_CFLAGS) $(PLT_$*) -shared -o $@ $<
$(B)/guest-lib/tests/test_plt $(B)/guest-lib/tests/test_guard_chain $(B)/guest-lib/tests/test_guard_past: \
	$(PLT_FORMS:%=$(B)/guest-lib/tests/plt_sample_%.so)
# The guard alone, beside the handlers of DPDK as it comes: the whole library takes their place on the PCI bus.
GUARD_OBJ := $(call obj,$(wildcard guest-lib/guard*.c) guest-lib/plt.c)
$(B)/guest-lib/tests/test_guard_dpdk $(B)/guest-lib/bench/bench_guard: %: %.o $(GUARD_OBJ) $(B)/libschemas.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $^ $(LIBS)
$(B)/guest-lib/tests/test_secondary: %: %.o $(addprefix $(B)/guest-lib/tests/,ring_net.o other_process.o) $(B)/libguest.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $(filter %.o,$^) -Wl,--whole-archive $(B)/libguest.a -Wl,--no-whole-archive $(LIBS) -lrte_net_ring
$(B)/guest-lib/tests/test_%: $(B)/guest-lib/tests/test_%.o $(B)/libguest.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $< -Wl,--whole-archive $(B)/libguest.a -Wl,--no-whole-archive $(LIBS)
$(B)/guest-lib/bench/bench_%: $(B)/guest-lib/bench/bench_%.o $(B)/libguest.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $< -Wl,--whole-archive $(B)/libguest.a -Wl,--no-whole-archive $(LIBS)
$(B)/agent/tests/test_%: $(B)/agent/tests/test_%.o $(call obj,$(filter-out agent/tests/test_% agent/tests/read_% agent/tests/act_%,$(wildcard agent/tests/*.c))) \
	$(B)/libvferry-host.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $^ $(HOST_LIBS) $(TEST_LIBS)
# Crossings of the engine on the fake hosts of its tests.
$(B)/agent/bench/bench_%: $(B)/agent/bench/bench_%.o $(call obj,$(wildcard agent/tests/*fake*.c)) $(B)/libvferry-host.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $^ $(HOST_LIBS)
$(B)/agent/tests/read_control: $(B)/agent/tests/control_samples.o
$(B)/agent/tests/read_fleet: $(B)/agent/tests/fleet_sample.o
$(B)/agent/tests/read_journal: $(B)/agent/tests/sample_journal.o
$(B)/agent/tests/read_%: $(B)/agent/tests/read_%.o $(B)/libvferry-host.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(HOST_LIBS)
# The daemon's tests start processes: a worker that only acts as one, and the daemon itself.
$(B)/agent/tests/act_%: $(B)/agent/tests/act_%.o $(B)/libvferry-host.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $^ $(HOST_LIBS)
$(B)/agent/tests/test_workers $(B)/agent/tests/test_jobs: | $(B)/agent/tests/act_worker
$(B)/agent/tests/test_worker $(B)/agent/tests/test_daemon: | $(B)/vferryd
$(B)/host-tools/tests/test_hook_program: $(B)/host-tools/tests/run_hook.o | $(B)/vferry-hook
$(B)/host-tools/tests/test_list: $(B)/host-tools/tests/fake_daemon.o
$(B)/host-tools/tests/test_ask: $(B)/host-tools/tests/ask_daemon.o
$(B)/host-tools/tests/test_%: $(B)/host-tools/tests/test_%.o $(B)/libtools.a $(B)/libhook.a $(B)/libvferry-host.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(HOST_LIBS) $(TEST_LIBS)
# With an engine, that one's main runs the target; else driver.c does, over files.
FUZZ_ENGINE ?=
FUZZ_OBJ    := $(B)/schemas/fuzz/fuzz.o $(if $(FUZZ_ENGINE),,$(B)/schemas/fuzz/driver.o)
FUZZ_LINK    = $(CC) $(CFLAGS) $(SAN) $(FUZZ_ENGINE) -o $@ $^
$(B)/schemas/fuzz/fuzz_%: $(B)/schemas/fuzz/fuzz_%.o $(FUZZ_OBJ) $(B)/libschemas.a
	$(FUZZ_LINK) $(call pc,--libs,jansson)
$(B)/agent/fuzz/fuzz_%: $(B)/agent/fuzz/fuzz_%.o $(FUZZ_OBJ) $(B)/libvferry-host.a
	$(FUZZ_LINK) $(HOST_LIBS)
$(B)/host-tools/fuzz/fuzz_%: $(B)/host-tools/fuzz/fuzz_%.o $(FUZZ_OBJ) $(B)/libhook.a $(B)/libvferry-host.a
	$(FUZZ_LINK) $(HOST_LIBS)
# What decides and knows no device.
$(B)/guest-lib/fuzz/fuzz_%: $(B)/guest-lib/fuzz/fuzz_%.o $(B)/guest-lib/link.o $(FUZZ_OBJ) $(B)/libschemas.a
	$(FUZZ_LINK) $(call pc,--libs,jansson)
$(B)/qemu-tests/tests/test_%: $(B)/qemu-tests/tests/test_%.o $(B)/liblab.a $(B)/libvferry-host.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $^ $(HOST_LIBS) $(TEST_LIBS)
$(B)/qemu-tests/guest/%: $(B)/qemu-tests/guest/%.o
	$(CC) $(CFLAGS) -static -o $@ $<
$(B)/qemu-tests/run-scenarios: $(call obj,$(SCENARIOS))
# The guests of the kernel module have one program, which is their init.
PROBER_SRC := $(addprefix qemu-tests/kmod/,prober.c device.c pci.c reader.c)
$(B)/qemu-tests/prober: $(call obj,$(PROBER_SRC))
	$(CC) $(CFLAGS) -static -o $@ $^
# As the prober: the init of a guest.
$(B)/qemu-tests/uevents/%.o: CF = $(BASE) -Iguest-lib
$(B)/qemu-tests/fifty: $(call obj,qemu-tests/uevents/fifty.c guest-lib/uevent.c schemas/err.c)
	$(CC) $(CFLAGS) -static -o $@ $^
$(B)/qemu-tests/check-kmod: $(call obj,$(filter-out $(PROBER_SRC),$(wildcard qemu-tests/kmod/*.c))) $(B)/liblab.a $(B)/libvferry-host.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $^ $(HOST_LIBS)
$(B)/qemu-tests/%: $(B)/qemu-tests/programs/%.o $(B)/liblab.a $(B)/libvferry-host.a
	$(CC) $(CFLAGS) $(SAN) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(HOST_LIBS) $(TEST_LIBS)
.SECONDARY:

check-unit: $(TESTS)
	@scripts/run-tests.sh unit $(TESTS)
check-schemas: all $(B)/schemas/tests/decode_examples $(addprefix $(B)/agent/tests/read_,config control fleet journal pairs)
	@scripts/check-schemas.sh $(B)
check-docs: all
	@scripts/check-docs.sh $(B)
check-guard: $(B)/guest-lib/guard_handler.o
	@scripts/check-guard.sh $(B)
check-hook: $(B)/vferry-hook
	@scripts/check-hook.sh $(B)
check-fuzz-seeds: $(FUZZ)
	@scripts/fuzz.sh seeds $(B) $(FUZZ:$(B)/%=%)
check-fast: all check-unit check-schemas check-docs check-guard check-hook check-fuzz-seeds

.PHONY: check-fuzz-seeds fuzz fuzz-build fuzz-keep fuzz-targets
fuzz:
	@scripts/fuzz.sh run $(B)/fuzz $(FUZZ:$(B)/%=%)
fuzz-keep: fuzz-build
	@scripts/fuzz.sh keep $(B)/fuzz $(FUZZ:$(B)/%=%)
fuzz-build:
	@$(MAKE) --no-print-directory B=$(B)/fuzz CC=clang CFLAGS='-O1 -g' FUZZ_ENGINE=-fsanitize=fuzzer \
		SAN='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer' fuzz-targets
fuzz-targets: $(FUZZ)

# Not -Werror: gcc's flow analysis sees phantoms in what the sanitizers insert. The other builds refuse warnings.
check-asan:
	@$(MAKE) --no-print-directory B=build/asan CFLAGS='-O1 -g' \
		SAN='-Wno-error -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer' check-unit
check-clang:
	@$(MAKE) --no-print-directory B=build/clang CC=clang all

# The compile flags of a folder as shell words, for clang-tidy. ($(info) prints them without another round of quoting.)
flags-schemas: ; @: $(info $(BASE) $(call pc,--cflags,jansson))
flags-guest-lib: ; @: $(info $(GUEST_CFLAGS))
flags-agent flags-host-tools: ; @: $(info $(HOST_CFLAGS))
flags-qemu-tests: ; @: $(info $(HOST_CFLAGS) -Iqemu-tests -Iguest-lib)
lint:
	@scripts/lint.sh $(OWN_C) -- $(OWN_SH)
format:
	clang-format -i $(OWN_C)

# The lab builds what it runs; everything of it lives in namespaces that end with the command.
check-lab: deps
	@$(MAKE) --no-print-directory all
	@qemu-tests/lab/check-leftovers.sh $(B)
	@qemu-tests/lab/in-lab.sh $(B) $(B)/qemu-tests/run-scenarios
	@qemu-tests/lab/in-lab.sh $(B) $(B)/qemu-tests/run-matrix --short
check-matrix: deps
	@$(MAKE) --no-print-directory all
	@qemu-tests/lab/in-lab.sh $(B) $(B)/qemu-tests/run-matrix
# Everything that can die in a crossing, at each of its steps.
check-faults: deps
	@$(MAKE) --no-print-directory all
	@qemu-tests/lab/in-lab.sh $(B) $(B)/qemu-tests/run-faults
bench-removal: deps
	@$(MAKE) --no-print-directory all
	@qemu-tests/lab/in-lab.sh $(B) $(B)/qemu-tests/bench-removal
# igb_uio in guests of each kernel, next to Debian's; check-kmod-quick: ours alone, on the lab's kernel.
check-kmod: KMOD_KERNELS = 5.10 6.1 6.12
check-kmod-quick: KMOD_KERNELS = 6.1
check-kmod-quick: KMOD_ARGS = --ours
check-kmod check-kmod-quick: deps
	@$(MAKE) --no-print-directory all
	@for k in $(KMOD_KERNELS); do qemu-tests/kmod/mk-guest.sh $$k $(B) $(B)/qemu-tests/kmod/guest-$$k; done
	@$(B)/qemu-tests/check-kmod $(KMOD_ARGS) $(B)/qemu-tests/kmod $(KMOD_KERNELS)
check-sriov-quick: SCENARIO = --only there-and-back
check-sriov check-sriov-quick: deps
	@$(MAKE) --no-print-directory all
	@VFERRY_FORM=sriov qemu-tests/lab/in-lab.sh $(B) $(B)/qemu-tests/run-scenarios $(SCENARIO)
# Fifty PCI functions that come and go in a guest of each kernel.
check-uevents: deps
	@$(MAKE) --no-print-directory all
	@qemu-tests/uevents/check-uevents.sh $(B) 5.10 6.1 6.12
demo: deps
	@$(MAKE) --no-print-directory -j2 all
	@$(if $(filter-out 0,$(SRIOV)),VFERRY_FORM=sriov) qemu-tests/lab/in-lab.sh $(B) $(B)/qemu-tests/demo --rounds $(ROUNDS)
	@/usr/bin/python3 -m jsonschema -i $(B)/demo/report.json schemas/report-1.schema.json && echo "The report is valid: schemas/report-1.schema.json"
bench: deps
	@$(MAKE) --no-print-directory all
	@scripts/run-tests.sh bench $(BENCHES)
	@qemu-tests/lab/in-lab.sh $(B) $(B)/qemu-tests/bench-trip

bench-agent: $(AGENT_BENCHES)
	@scripts/run-tests.sh bench $^
bench-guard: $(B)/guest-lib/bench/bench_guard
	@scripts/run-tests.sh bench $<

# Tests that sum up at the end: scripts/run-tests.sh collects "N passed, N failed, N skipped".
check: deps
	@scripts/check.sh $(B)

# The PMD folder is the one that the installed DPDK reads by itself: its name holds the ABI's version, as librte_eal.so's does.
DPDKLIB = $(call pc,--variable=libdir,libdpdk)
PMDDIR ?= $(DPDKLIB)/dpdk/$(patsubst librte_eal.so.%,pmds-%,$(notdir $(realpath $(DPDKLIB)/librte_eal.so)))
# Where libvirt looks for hooks of its QEMU driver.
HOOKDIR ?= /etc/libvirt/hooks/qemu.d
# systemd reads /usr/local/lib/systemd/system, too.
UNITDIR ?= $(PREFIX)/lib/systemd/system
D = $(DESTDIR)$(PREFIX)
install: $(LIBVFERRY) $(B)/vferry $(B)/vferryd $(B)/vferry-hook
	install -D -m 755 $(B)/vferry $(D)/bin/vferry
	install -D -m 755 $(B)/vferryd $(D)/sbin/vferryd
	install -D -m 755 $(B)/vferry-hook $(DESTDIR)$(HOOKDIR)/vferry
	install -D -m 644 $(LIBVFERRY) $(DESTDIR)$(LIBDIR)/libvferry.so.0
	ln -sf libvferry.so.0 $(DESTDIR)$(LIBDIR)/libvferry.so
	install -D -m 644 guest-lib/include/vferry.h $(D)/include/vferry.h
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig $(D)/share/man/man1 $(D)/share/man/man5 $(D)/share/man/man8 $(DESTDIR)$(PMDDIR) $(DESTDIR)$(UNITDIR)
	sed 's,@PREFIX@,$(PREFIX),; s,@LIBDIR@,$(LIBDIR),; s,@VERSION@,$(VERSION),' guest-lib/libvferry.pc.in \
		> $(DESTDIR)$(LIBDIR)/pkgconfig/libvferry.pc
	sed 's,=vferryd,=$(PREFIX)/sbin/vferryd,' host-tools/vferryd.service > $(DESTDIR)$(UNITDIR)/vferryd.service
	install -m 644 docs/man/*.1 $(D)/share/man/man1/
	install -m 644 docs/man/*.5 $(D)/share/man/man5/
	install -m 644 docs/man/*.8 $(D)/share/man/man8/
	install -D -m 644 host-tools/vferryd.conf.example $(D)/share/doc/vferry/vferryd.conf.example
	install -D -m 644 host-tools/completions/vferry.bash $(D)/share/bash-completion/completions/vferry
	ln -sf $(LIBDIR)/libvferry.so.0 $(DESTDIR)$(PMDDIR)/librte_net_vferry.so
	$(if $(DESTDIR),,ldconfig)

clean:
	rm -rf build

-include $(shell find $(B) -name '*.d' 2>/dev/null)
