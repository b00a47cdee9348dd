/* SPDX-License-Identifier: BSD-3-Clause */
/* plain_hostdev.c: a VF as plain <hostdev>, whose MAC libvirt does not set. Where the destination's VF has
 * another MAC the crossing is refused; once the administrator has set it through the PF, it goes. */
#include "scenarios.h"

#define SET_MAC "/bin/ip link set $PF vf 0 mac 52:54:00:aa:00:01 && modprobe -r igbvf && modprobe igbvf"

void
plain_hostdev(struct stage *stage)
{
	const struct vm_options plain = {.vf_xml = VM_HOSTDEV};
	/* Its XML shows no MAC: the user says what is a pair. */
	const char *const cross[] = {"migrate",  "--connect",  stage->a->uri, "--vf",        "ua-vf0",
	                             "--backup", "ua-backup0", GUEST,         stage->b->uri, NULL};

	stage_run_on(stage, stage->a, SET_MAC);
	stage_guest(stage, &plain);
	stage_traffic(stage, 1);
	stage_assert_path(stage, PROBE_A_VF);

	stage_assert_refused(stage, OUTCOME_UNFIT_VF, vm_mac(0), cross);
	stage_run_on(stage, stage->b, SET_MAC);
	CU_ASSERT_EQUAL_FATAL(stage_vferry(stage, cross), OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	stage_assert_traffic(stage, 1);
}
