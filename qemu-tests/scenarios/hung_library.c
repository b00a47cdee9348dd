/* SPDX-License-Identifier: BSD-3-Clause */
/* hung_library.c: the application hangs, and its library with it: the crossing ends by a deadline with
 * nothing changed, and succeeds when the application runs again. */
#include "scenarios.h"

void
hung_library(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	STAGE_OK(stage, vm_run(stage->a, GUEST, "killall -STOP dpdk-testpmd", NULL, 0, &stage->err));
	CU_ASSERT_EQUAL(stage_cross(stage, stage->a, stage->b), OUTCOME_NO_LIBRARY);
	stage_assert_place(stage, stage->a, true);

	STAGE_OK(stage, vm_run(stage->a, GUEST, "killall -CONT dpdk-testpmd", NULL, 0, &stage->err));
	stage_traffic(stage, 1);
	stage_assert_path(stage, PROBE_A_VF);
	CU_ASSERT_EQUAL(stage_cross(stage, stage->a, stage->b), OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	stage_assert_traffic(stage, 1);
}
