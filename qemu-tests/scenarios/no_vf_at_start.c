/* SPDX-License-Identifier: BSD-3-Clause */
/* no_vf_at_start.c: the application starts before its VF is there, on the backup. */
#include "scenarios.h"

void
no_vf_at_start(struct stage *stage)
{
	const struct vm_options bare = {.no_vf = true};

	stage_guest(stage, &bare);
	stage_traffic(stage, 1);
	stage_assert_path(stage, PROBE_A_BACKUP);
	CU_ASSERT_EQUAL(stage_cross(stage, stage->a, stage->b), OUTCOME_NO_PAIR);
	stage_assert_place(stage, stage->a, false);
	stage_assert_path(stage, PROBE_A_BACKUP);
	stage_assert_traffic(stage, 0);
}
