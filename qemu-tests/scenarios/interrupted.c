/* SPDX-License-Identifier: BSD-3-Clause */
/* interrupted.c: the user stops the crossing in the middle of the copy: the copy is given up, the guest goes
 * back to its VF on the source, and nothing is lost. */
#include "scenarios.h"

#include <signal.h>

#define BANDWIDTH "4" /* MiB/s: the copy takes longer than the scenario */
#define ENOUGH_MS 60000

void
interrupted(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	stage_vferry_start(stage, ARGS("migrate", "--connect", stage->a->uri, "--bandwidth", BANDWIDTH, GUEST,
	                               stage->b->uri));
	CU_ASSERT_FATAL(vm_wait_copy(stage->a, GUEST, ENOUGH_MS));
	kill(stage->vferry.pid, SIGINT);
	CU_ASSERT_EQUAL(stage_vferry_wait(stage), OUTCOME_BACK_ON_VF);
	stage_assert_untouched(stage);
}
