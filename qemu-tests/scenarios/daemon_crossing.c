/* SPDX-License-Identifier: BSD-3-Clause */
/* daemon_crossing.c: vferryd of the source carries the guest there; carried back by the destination's, it is
 * stopped by the user in the middle of the copy, and stays on its VF. */
#include "scenarios.h"

#include <signal.h>

#define BANDWIDTH "4" /* MiB/s: the copy takes longer than the scenario */
#define ENOUGH_MS 60000

void
daemon_crossing(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_daemon(stage, stage->a);
	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	CU_ASSERT_EQUAL_FATAL(stage_vferry(stage, ARGS("migrate", GUEST, stage->b->uri)), OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);

	stage_daemon(stage, stage->b);
	stage_vferry_start(stage, ARGS("migrate", "--bandwidth", BANDWIDTH, GUEST, stage->a->uri));
	CU_ASSERT_FATAL(vm_wait_copy(stage->b, GUEST, ENOUGH_MS));
	kill(stage->vferry.pid, SIGINT);
	CU_ASSERT_EQUAL(stage_vferry_wait(stage), OUTCOME_BACK_ON_VF);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	stage_assert_traffic(stage, 1);
}
