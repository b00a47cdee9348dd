/* SPDX-License-Identifier: BSD-3-Clause */
/* no_vf_there.c: the destination has no VF to give: the guest arrives and goes on over its backup, and the
 * exit code says so. */
#include "lab_form.h"
#include "scenarios.h"

void
no_vf_there(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	stage_run_on(stage, stage->b,
	             lab_form()->real_vfs ? "echo 0 > /sys/class/net/$PF/device/sriov_numvfs"
	                                  : "ip link del vf0");

	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->a, stage->b), OUTCOME_THERE_ON_BACKUP);
	stage_assert_place(stage, stage->b, false);
	stage_assert_path(stage, PROBE_B_BACKUP);
	stage_assert_traffic(stage, 1);
}
