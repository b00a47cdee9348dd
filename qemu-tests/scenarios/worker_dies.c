/* SPDX-License-Identifier: BSD-3-Clause */
/* worker_dies.c: the process of a crossing is killed when the guest has let its VF go: vferryd brings the
 * guest home by its journal. */
#include "scenarios.h"

#include "faults/fault.h"

#define ENOUGH_MS 60000
#define REST_MS   30000

void
worker_dies(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_daemon(stage, stage->a);
	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	stage_vferry_start(stage, ARGS("migrate", GUEST, stage->b->uri));
	STAGE_OK(stage, fault_wait_step(&stage->vferry, "detach", ENOUGH_MS, &stage->err));
	stage_workers_kill(stage, stage->a);
	CU_ASSERT_EQUAL(stage_vferry_wait(stage), OUTCOME_ERROR);
	stage_assert_rest(stage, REST_MS);
}
