/* SPDX-License-Identifier: BSD-3-Clause */
/* destination_refuses.c: the destination's hook turns the guest away when its VF is unplugged already: it
 * goes back to its VF on the source, nothing is lost, and the next attempt, no longer refused, succeeds. */
#include "scenarios.h"

#include <string.h>

void
destination_refuses(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	STAGE_OK(stage, host_refuse(stage->b, "this host is reserved", &stage->err));

	CU_ASSERT_EQUAL(stage_cross(stage, stage->a, stage->b), OUTCOME_BACK_ON_VF);
	CU_ASSERT(strstr(stage->output, "this host is reserved") != NULL);
	stage_assert_place(stage, stage->a, true);
	stage_assert_path(stage, PROBE_A_VF);

	STAGE_OK(stage, host_refuse(stage->b, NULL, &stage->err));
	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->a, stage->b), OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	stage_assert_traffic(stage, 1);
}
