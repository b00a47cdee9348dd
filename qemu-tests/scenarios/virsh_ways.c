/* SPDX-License-Identifier: BSD-3-Clause */
/* virsh_ways.c: the ways in which `virsh migrate` carries a guest that vferry has prepared: each brings it to
 * the other host, and it is brought home there. */
#include "scenarios.h"

#include "clock.h"

#define FLAGS_MAX 4

static const char *const ways[][FLAGS_MAX] = {
        {"--live"},
        {"--live", "--p2p"},
        {"--live", "--p2p", "--tunnelled"},
        {"--live", "--postcopy", "--postcopy-after-precopy"},
        {"--live", "--persistent", "--undefinesource"},
};
#define WAYS (sizeof(ways) / sizeof(ways[0]))

static void
migrate(struct stage *stage, struct host *from, struct host *to, const char *const flags[])
{
	const char *argv[16] = {"virsh", "-q", "-c", from->uri, "migrate", GUEST, to->uri};
	unsigned int n = 7;

	for (unsigned int i = 0; i < FLAGS_MAX && flags[i]; i++)
		argv[n++] = flags[i];
	if (run_program(argv, 60000, stage->output, sizeof(stage->output), &stage->err) == 0)
		return;
	printf("    virsh migrate %s %s: %s\n", flags[0], flags[1] ? flags[1] : "", stage->output);
	CU_FAIL_FATAL("virsh migrate");
}

void
virsh_ways(struct stage *stage)
{
	const struct vm_options usual = {0};
	struct host *hosts[] = {stage->a, stage->b};

	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	for (unsigned int i = 0; i < WAYS; i++) {
		struct host *from = hosts[i % 2], *to = hosts[(i + 1) % 2];

		CU_ASSERT_EQUAL_FATAL(stage_vferry(stage, ARGS("prepare", "--connect", from->uri, GUEST)),
		                      OUTCOME_OK);
		migrate(stage, from, to, ways[i]);
		/* QEMU announces its own NIC for a second after it has arrived, past anything that vferry
		 * says. */
		clock_sleep_ms(1000);
		CU_ASSERT_EQUAL_FATAL(stage_vferry(stage, ARGS("restore", "--connect", to->uri, GUEST)),
		                      OUTCOME_OK);
		stage_assert_place(stage, to, true);
		stage_assert_path(stage, to == stage->a ? PROBE_A_VF : PROBE_B_VF);
	}
	stage_assert_traffic(stage, WAYS);
}
