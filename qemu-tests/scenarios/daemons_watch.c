/* SPDX-License-Identifier: BSD-3-Clause */
/* daemons_watch.c: vferryd on both hosts, and an orchestrator that knows `virsh migrate` alone: a guest that
 * is prepared comes home by itself where it arrives, and one that was prepared and stays, when its time is
 * over. A guest that is not prepared is refused by the destination's hook. */
#include <string.h>

#include "scenarios.h"

#define STAYS "2"

static int
migrate(struct stage *stage, struct host *from, struct host *to)
{
	const char *const argv[] = {"virsh",  "-q",  "-c",    from->uri, "migrate",
	                            "--live", GUEST, to->uri, NULL};

	return run_program(argv, 60000, stage->output, sizeof(stage->output), &stage->err);
}

void
daemons_watch(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_daemon(stage, stage->b);
	stage_daemon(stage, stage->a);
	stage_guest(stage, &usual);
	stage_traffic(stage, 1);

	CU_ASSERT_NOT_EQUAL(migrate(stage, stage->a, stage->b), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(stage->output, "vferry prepare"));
	stage_assert_place(stage, stage->a, true);
	stage_assert_path(stage, PROBE_A_VF);

	CU_ASSERT_EQUAL(stage_vferry(stage, ARGS("prepare", "--for", STAYS, GUEST)), OUTCOME_OK);
	stage_wait_path(stage, PROBE_A_VF);
	stage_assert_place(stage, stage->a, true);

	CU_ASSERT_EQUAL(stage_vferry(stage, ARGS("prepare", GUEST)), OUTCOME_OK);
	CU_ASSERT_EQUAL(migrate(stage, stage->a, stage->b), 0);
	stage_wait_path(stage, PROBE_B_VF);
	stage_assert_place(stage, stage->b, true);
	stage_ask(stage, stage->b);
	CU_ASSERT_EQUAL(stage_vferry(stage, ARGS("list")), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(stage->output, GUEST));
	stage_assert_traffic(stage, 1);
}
