/* SPDX-License-Identifier: BSD-3-Clause */
/* vfs_disabled.c: an administrator takes the PF's VFs away while a guest's traffic is on one: the traffic
 * goes on over the backup. Made anew and plugged in, a VF carries it again. */
#include "scenarios.h"

#define OUTAGE_MS 1000
#define NUMVFS    "/sys/class/net/$PF/device/sriov_numvfs"

void
vfs_disabled(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	stage_assert_path(stage, PROBE_A_VF);

	stage_run_on(stage, stage->a, "echo 0 > " NUMVFS);
	stage_wait_path(stage, PROBE_A_BACKUP);
	stage_assert_place(stage, stage->a, false);

	stage_run_on(stage, stage->a, "echo 4 > " NUMVFS);
	STAGE_OK(stage, vm_plug(stage->a, GUEST, &stage->err));
	stage_wait_path(stage, PROBE_A_VF);
	stage_assert_place(stage, stage->a, true);
	stage_assert_outage(stage, OUTAGE_MS);
}
