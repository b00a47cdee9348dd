/* SPDX-License-Identifier: BSD-3-Clause */
/* three_round_trips.c: nothing wears out: six crossings in a row of one guest whose application never stops.
 */
#include "scenarios.h"

#define ROUNDS 3

void
three_round_trips(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	for (int i = 0; i < ROUNDS; i++) {
		CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->a, stage->b), OUTCOME_OK);
		CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->b, stage->a), OUTCOME_OK);
	}
	stage_assert_place(stage, stage->a, true);
	stage_assert_path(stage, PROBE_A_VF);
	stage_assert_traffic(stage, 2 * ROUNDS);
}
