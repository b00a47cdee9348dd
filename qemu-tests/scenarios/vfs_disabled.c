/* SPDX-License-Identifier: BSD-3-Clause */
/* vfs_disabled.c: an administrator takes the PF's VFs away while a guest's traffic is on one: the traffic
 * goes on over the backup. */
#include "clock.h"
#include "scenarios.h"

#define SETTLE_MS 30000

static void
wait_path(struct stage *stage, enum probe_path path)
{
	uint64_t deadline = clock_us() + SETTLE_MS * 1000ull;

	while (probe_path_now(stage->probe, 300) != path && clock_us() < deadline)
		;
	stage_assert_path(stage, path);
}

void
vfs_disabled(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	stage_assert_path(stage, PROBE_A_VF);

	STAGE_OK(stage,
	         host_run(stage->a, "echo 0 > /sys/class/net/$PF/device/sriov_numvfs", NULL, 0, &stage->err));
	wait_path(stage, PROBE_A_BACKUP);
	stage_assert_place(stage, stage->a, false);
}
