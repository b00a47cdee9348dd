/* SPDX-License-Identifier: BSD-3-Clause */
/* pf_down.c: an administrator takes a PF down while a guest's traffic is on its VF, and later up: the traffic
 * goes over the backup meanwhile. A destination whose PF is down gives no VF: the guest arrives on its
 * backup. */
#include "scenarios.h"

void
pf_down(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	stage_assert_path(stage, PROBE_A_VF);
	stage_run_on(stage, stage->a, "ip link set $PF down");
	stage_wait_path(stage, PROBE_A_BACKUP);
	stage_run_on(stage, stage->a, "ip link set $PF up");
	stage_wait_path(stage, PROBE_A_VF);

	stage_run_on(stage, stage->b, "ip link set $PF down");
	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->a, stage->b), OUTCOME_THERE_ON_BACKUP);
	stage_assert_place(stage, stage->b, false);
	stage_assert_path(stage, PROBE_B_BACKUP);
}
