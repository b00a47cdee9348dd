/* SPDX-License-Identifier: BSD-3-Clause */
/* run-scenarios.c: runs the scenarios in one lab whose hosts are switched off and on before each; --list
 * names them, --only NAME runs one. The last line is "scenarios: N passed, N failed, N skipped". */
#include "scenarios/scenarios.h"

#include <CUnit/CUError.h>
#include <CUnit/TestDB.h>
#include <CUnit/TestRun.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

enum needs { NEEDS_NOTHING, NEEDS_VFERRY };

static const struct scenario {
	const char *name;
	enum needs needs;
	void (*run)(struct stage *stage);
} scenarios[] = {
        {"virtio-alone", NEEDS_NOTHING, virtio_alone},
        {"bad-guest", NEEDS_VFERRY, bad_guest},
        {"bad-input", NEEDS_VFERRY, bad_input},
        {"there-and-back", NEEDS_VFERRY, there_and_back},
        {"another-slot", NEEDS_VFERRY, another_slot},
        {"two-pairs", NEEDS_VFERRY, two_pairs},
        {"three-round-trips", NEEDS_VFERRY, three_round_trips},
        {"peer-to-peer", NEEDS_VFERRY, peer_to_peer},
        {"no-vf-at-start", NEEDS_VFERRY, no_vf_at_start},
        {"no-vf-there", NEEDS_VFERRY, no_vf_there},
        {"no-library", NEEDS_VFERRY, no_library},
        {"hung-library", NEEDS_VFERRY, hung_library},
        {"destination-refuses", NEEDS_VFERRY, destination_refuses},
        {"interrupted", NEEDS_VFERRY, interrupted},
        {"destination-dies", NEEDS_VFERRY, destination_dies},
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
	stage = (struct stage){.lab = &lab, .a = &lab.hosts[HOST_A], .b = &lab.hosts[HOST_B]};
	if (host_reset(stage.a, &stage.err) < 0 || host_reset(stage.b, &stage.err) < 0) {
		printf("    %s\n", stage.err.text);
		return false;
	}
	return true;
}

/* After a failure: what the guest says of itself, wherever it is, and where its threads are; next to the
 * other logs. */
static const char guest_says[] =
        "tail -n 150 /tmp/testpmd.log; for t in /proc/$(pidof dpdk-testpmd)/task/*; do "
        "echo thread $(cat $t/comm) state $(cut -d' ' -f3 $t/stat) in $(cat $t/wchan) $(cat $t/syscall); "
        "done; "
        "dmesg | tail -n 50";

static void
keep_guest_log(const char *name)
{
	char path[512], text[4 * RUN_OUTPUT];
	FILE *file;

	snprintf(path, sizeof(path), "%s/qemu-tests/logs/%s.guest", lab.build, name);
	file = fopen(path, "w");
	for (int i = 0; file != NULL && i < LAB_HOSTS; i++) {
		if (!vm_runs(&lab.hosts[i], GUEST) ||
		    vm_run(&lab.hosts[i], GUEST, guest_says, text, sizeof(text), NULL) < 0)
			continue;
		fprintf(file, "on %s:\n%s", lab.hosts[i].name, text);
		printf("    the guest's own log is in %s\n", path);
	}
	if (file != NULL)
		fclose(file);
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
		keep_guest_log(scenario->name);
	probe_free(stage.probe);
	printf("%-6s %-28s %5.1f s\n", failed ? "FAILED" : "ok", scenario->name,
	       (double)(clock_us() - start) / 1e6);
	fflush(stdout);
	return failed == 0;
}

static bool
has_vferry(void)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/vferry", lab.build);
	if (access(path, X_OK) < 0)
		return false;
	snprintf(path, sizeof(path), "%s/libvferry.so.0", lab.build);
	return access(path, R_OK) == 0;
}

static int
run_all(const char *only)
{
	unsigned int passed = 0, failed = 0, skipped = 0;

	for (size_t i = 0; i < N; i++) {
		if (only != NULL && strcmp(only, scenarios[i].name) != 0)
			continue;
		if (scenarios[i].needs == NEEDS_VFERRY && !has_vferry()) {
			printf("SKIP   %s: vferry or libvferry is not built in %s\n", scenarios[i].name,
			       lab.build);
			skipped++;
		} else if (run_one(&scenarios[i])) {
			passed++;
		} else {
			failed++;
		}
	}
	if (passed + failed + skipped == 0)
		printf("no scenario is called %s: --list names them\n", only);
	printf("scenarios: %u passed, %u failed, %u skipped\n", passed, failed, skipped);
	return failed == 0 && passed + skipped > 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	struct err err;
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
	if (lab_up(&lab, &err) < 0) {
		fprintf(stderr, "vferry: %s\n", err.text);
		printf("scenarios: 0 passed, 1 failed, 0 skipped\n");
		return 1;
	}
	code = run_all(argc == 3 ? argv[2] : NULL);
	lab_down(&lab);
	return code;
}
