/* SPDX-License-Identifier: BSD-3-Clause */
/* pf_down.c: an administrator takes a PF down while a guest's traffic is on its VF, and later up: the traffic
 * goes over the backup meanwhile. A destination whose PF is down gives no VF: the guest goes on over its
 * backup there, and gets the VF when the PF is up before vferry has given up. */
#include "clock.h"
#include "scenarios.h"

#define OUTAGE_MS 1500 /* the blackout of the crossing is one, too */
#define ENOUGH_MS 60000

static void
wait_arrival(struct stage *stage)
{
	uint64_t deadline = clock_us() + ENOUGH_MS * 1000ull;

	while (!vm_runs(stage->b, GUEST) && clock_us() < deadline)
		clock_sleep_ms(50);
}

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
	stage_vferry_start(stage, ARGS("migrate", "--connect", stage->a->uri, GUEST, stage->b->uri));
	wait_arrival(stage);
	stage_wait_path(stage, PROBE_B_BACKUP);
	stage_run_on(stage, stage->b, "ip link set $PF up");
	CU_ASSERT_EQUAL_FATAL(stage_vferry_wait(stage), OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	stage_assert_outage(stage, OUTAGE_MS);
}
