/* SPDX-License-Identifier: BSD-3-Clause */
/* there_and_back.c: one crossing and the way back: the guest arrives, its VF carries the traffic on either
 * host, and no packet is lost or doubled outside the two blackouts. */
#include "scenarios.h"

void
there_and_back(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	stage_assert_path(stage, PROBE_A_VF);

	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->a, stage->b), OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);

	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->b, stage->a), OUTCOME_OK);
	stage_assert_place(stage, stage->a, true);
	stage_assert_path(stage, PROBE_A_VF);
	stage_assert_traffic(stage, 2);
}
