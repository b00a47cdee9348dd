/* SPDX-License-Identifier: BSD-3-Clause */
/* no_vf_at_start.c: the application starts before its VF is there, on the backup; a VF that is plugged in
 * later is taken without being asked for, and then the guest crosses with it. */
#include "clock.h"
#include "scenarios.h"

#define TAKEN_MS 60000

void
no_vf_at_start(struct stage *stage)
{
	const struct vm_options bare = {.no_vf = true};
	uint64_t deadline;

	stage_guest(stage, &bare);
	stage_traffic(stage, 1);
	stage_assert_path(stage, PROBE_A_BACKUP);
	CU_ASSERT_EQUAL(stage_cross(stage, stage->a, stage->b), OUTCOME_NO_PAIR);
	stage_assert_place(stage, stage->a, false);
	stage_assert_path(stage, PROBE_A_BACKUP);

	STAGE_OK(stage, vm_plug(stage->a, GUEST, &stage->err));
	deadline = clock_us() + TAKEN_MS * 1000ull;
	while (probe_path_now(stage->probe, 300) != PROBE_A_VF && clock_us() < deadline)
		clock_sleep_ms(100);
	stage_assert_path(stage, PROBE_A_VF);
	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->a, stage->b), OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	stage_assert_traffic(stage, 1);
}
