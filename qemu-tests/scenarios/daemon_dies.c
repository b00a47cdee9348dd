/* SPDX-License-Identifier: BSD-3-Clause */
/* daemon_dies.c: vferryd and the crossing's process are killed when the guest has arrived: the next vferryd
 * finds the journal and the guest, and brings it home. */
#include "scenarios.h"

#include "faults/fault.h"

#define ENOUGH_MS 60000
#define REST_MS   30000

void
daemon_dies(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_daemon(stage, stage->a);
	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	stage_vferry_start(stage, ARGS("migrate", GUEST, stage->b->uri));
	STAGE_OK(stage, fault_wait_step(&stage->vferry, "arrive", ENOUGH_MS, &stage->err));
	stage_daemon_kill(stage, stage->a, true);
	CU_ASSERT_EQUAL(stage_vferry_wait(stage), OUTCOME_ERROR);
	stage_daemon(stage, stage->a);
	stage_assert_rest(stage, REST_MS);
	stage_assert_place(stage, stage->b, true);
}
