/* SPDX-License-Identifier: BSD-3-Clause */
/* two_pairs.c: a guest with two ports crosses with both VFs, there and back, under traffic on each. */
#include "scenarios.h"

void
two_pairs(struct stage *stage)
{
	const struct vm_options two = {.pairs = 2};

	stage_guest(stage, &two);
	stage_traffic(stage, 2);

	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->a, stage->b), OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	CU_ASSERT(vm_has(stage->b, GUEST, "ua-vf1"));
	stage_assert_path(stage, PROBE_B_VF);

	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->b, stage->a), OUTCOME_OK);
	stage_assert_place(stage, stage->a, true);
	CU_ASSERT(vm_has(stage->a, GUEST, "ua-vf1"));
	stage_assert_path(stage, PROBE_A_VF);
	stage_assert_traffic(stage, 2);
}
