/* SPDX-License-Identifier: BSD-3-Clause */
/* run-scenarios.c: runs the scenarios in one lab whose hosts are switched off and on before each; --list
 * names them, --only NAME runs one. The last line is "scenarios: N passed, N failed, 0 skipped". */
#include "scenarios/scenarios.h"

#include <CUnit/CUError.h>
#include <CUnit/TestDB.h>
#include <CUnit/TestRun.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "emulator.h"
#include "guest_log.h"
#include "lab_form.h"

/* Where a scenario runs: its first form needs namespaces on this machine, its second real VFs; most need
 * neither. */
enum needs { NAMESPACES = 1, REAL_VFS = 2, NOTHING = NAMESPACES | REAL_VFS };

static const struct scenario {
	const char *name;
	void (*run)(struct stage *stage);
	enum needs needs;
} scenarios[] = {
        {"virtio-alone", virtio_alone, NAMESPACES},
        {"bad-guest", bad_guest, NAMESPACES},
        {"bad-input", bad_input, NAMESPACES},
        {"there-and-back", there_and_back, NOTHING},
        {"another-slot", another_slot, NAMESPACES},
        {"two-pairs", two_pairs, NOTHING},
        {"three-round-trips", three_round_trips, NAMESPACES},
        {"peer-to-peer", peer_to_peer, NAMESPACES},
        {"no-vf-at-start", no_vf_at_start, NAMESPACES},
        {"no-vf-there", no_vf_there, NOTHING},
        {"no-library", no_library, NAMESPACES},
        {"hung-library", hung_library, NAMESPACES},
        {"destination-refuses", destination_refuses, NAMESPACES},
        {"interrupted", interrupted, NAMESPACES},
        {"destination-dies", destination_dies, NOTHING},
        {"source-dies", source_dies, NAMESPACES},
        {"daemon-crossing", daemon_crossing, NAMESPACES},
        {"worker-dies", worker_dies, NAMESPACES},
        {"daemon-dies", daemon_dies, NAMESPACES},
        {"fault", fault, NAMESPACES},
        {"stale-mapping", stale_mapping, NAMESPACES},
        {"seed-cycle", seed_cycle, NAMESPACES},
        {"virsh-migrate", virsh_migrate, NAMESPACES},
        {"virsh-ways", virsh_ways, NAMESPACES},
        {"daemons-watch", daemons_watch, NAMESPACES},
        {"two-processes", two_processes, NAMESPACES},
        {"two-processes-surprised", two_processes_surprised, NAMESPACES},
        {"unfit-vfs", unfit_vfs, REAL_VFS},
        {"another-vf", another_vf, REAL_VFS},
        {"taken-vf", taken_vf, REAL_VFS},
        {"vlan-pair", vlan_pair, REAL_VFS},
        {"plain-hostdev", plain_hostdev, REAL_VFS},
        {"vfio-guest", vfio_guest, REAL_VFS},
        {"pf-down", pf_down, REAL_VFS},
        {"vfs-disabled", vfs_disabled, REAL_VFS},
        {"neighbours", neighbours, REAL_VFS},
        {"by-ssh", by_ssh, REAL_VFS},
};
#define N (sizeof(scenarios) / sizeof(scenarios[0]))

static struct lab lab;
static struct stage stage;
static const struct scenario *current;

static void
run_current(void)
{
	current->run(&stage);
}

static bool
prepare(void)
{
	static bool used;
	int code;

	stage = (struct stage){.lab = &lab, .a = &lab.hosts[HOST_A], .b = &lab.hosts[HOST_B]};
	/* The first one has the lab as it came up. */
	code = used ? lab_reset(&lab, &stage.err) : 0;
	used = true;
	if (code < 0) {
		printf("    %s\n", stage.err.text);
		return false;
	}
	return true;
}

/* CUnit leaves a test at a failed fatal assertion: what it had started is ended here. */
static bool
run_one(const struct scenario *scenario)
{
	uint64_t start = clock_us();
	unsigned int failed = 1;
	CU_pSuite suite;

	current = scenario;
	if (prepare() && CU_initialize_registry() == CUE_SUCCESS) {
		suite = CU_add_suite("scenario", NULL, NULL);
		CU_add_test(suite, scenario->name, run_current);
		CU_run_all_tests();
		failed = CU_get_number_of_failures();
		for (CU_pFailureRecord f = CU_get_failure_list(); f != NULL; f = f->pNext)
			printf("    %s:%u: %s\n", f->strFileName, f->uiLineNumber, f->strCondition);
		CU_cleanup_registry();
	}
	if (failed)
		guest_log_keep(&lab, GUEST, scenario->name);
	stage_end(&stage);
	if (lab_peak_mib(&lab) > lab_form()->host_mib) {
		printf("    a host took %u MiB, more than %u\n", lab_peak_mib(&lab), lab_form()->host_mib);
		failed++;
	}
	printf("%-6s %-28s %5.1f s\n", failed ? "FAILED" : "ok", scenario->name,
	       (double)(clock_us() - start) / 1e6);
	fflush(stdout);
	return failed == 0;
}

static bool
run_or_repeat(const struct scenario *scenario)
{
	if (run_one(scenario))
		return true;
	if (!emulator_aborted(&lab))
		return false;
	printf("       %s: QEMU's emulator aborted by its own assertion; once more\n", scenario->name);
	return run_one(scenario);
}

static bool
fits_here(const struct scenario *scenario)
{
	return (scenario->needs & (lab_form()->real_vfs ? REAL_VFS : NAMESPACES)) != 0;
}

/* What --only may have named. */
static int
nothing_to_run(const char *only)
{
	printf("no scenario of this form of the lab is called %s: --list names them\n", only);
	puts("scenarios: 0 passed, 1 failed, 0 skipped");
	return 1;
}

static int
run_all(const char *only, const char *lacks)
{
	unsigned int passed = 0, failed = 0, skipped = 0;

	for (size_t i = 0; i < N; i++) {
		if (!fits_here(&scenarios[i]) || (only != NULL && strcmp(only, scenarios[i].name) != 0))
			continue;
		if (lacks != NULL) {
			printf("SKIP %s: %s\n", scenarios[i].name, lacks);
			skipped++;
		} else if (run_or_repeat(&scenarios[i])) {
			passed++;
		} else {
			failed++;
		}
	}
	if (passed + failed + skipped == 0)
		return nothing_to_run(only);
	if (lab_peak_mib(&lab) > 0)
		printf("a host took at most %u MiB\n", lab_peak_mib(&lab));
	printf("scenarios: %u passed, %u failed, %u skipped\n", passed, failed, skipped);
	return failed == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	struct err err = {0};
	const char *lacks;
	int code;

	if (argc == 2 && strcmp(argv[1], "--list") == 0) {
		for (size_t i = 0; i < N; i++)
			puts(scenarios[i].name);
		return 0;
	}
	if (argc != 1 && !(argc == 3 && strcmp(argv[1], "--only") == 0)) {
		fprintf(stderr, "usage: in-lab.sh BUILD run-scenarios [--list | --only NAME]\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	lacks = lab_form()->lacks();
	if (lacks == NULL && lab_up(&lab, &err) < 0) {
		fprintf(stderr, "vferry: %s\n", err.text);
		printf("scenarios: 0 passed, 1 failed, 0 skipped\n");
		return 1;
	}
	code = run_all(argc == 3 ? argv[2] : NULL, lacks);
	lab_down(&lab);
	return code;
}
