/* SPDX-License-Identifier: BSD-3-Clause */
/* no_library.c: a guest whose application knows nothing of vferry is refused by name before anything is
 * touched. */
#include "scenarios.h"

void
no_library(struct stage *stage)
{
	const struct vm_options plain = {.mode = VM_PLAIN};

	stage_guest(stage, &plain);
	stage_traffic(stage, 1);
	CU_ASSERT_EQUAL(stage_cross(stage, stage->a, stage->b), OUTCOME_NO_LIBRARY);
	stage_assert_place(stage, stage->a, true);
	stage_assert_path(stage, PROBE_A_BACKUP);
	stage_assert_traffic(stage, 0);
}
