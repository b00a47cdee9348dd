/* SPDX-License-Identifier: BSD-3-Clause */
/* taken_vf.c: while the guest is on its way, somebody else takes the VF that the destination's pool will hand
 * out, past the pool: it is set aside, and the guest gets another one of the pool, the last. */
#include <string.h>

#include "scenarios.h"
#include "sriov.h"

#define ENOUGH_MS 60000

void
taken_vf(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	stage_vferry_start(stage, ARGS("migrate", "--connect", stage->a->uri, GUEST, stage->b->uri));
	CU_ASSERT_FATAL(vm_wait_incoming(stage->b, GUEST, ENOUGH_MS));
	STAGE_OK(stage, sriov_rival(stage->b, 0, &stage->err));

	CU_ASSERT_EQUAL_FATAL(stage_vferry_wait(stage), OUTCOME_OK);
	CU_ASSERT(strstr(stage->output, "VF 0000:01:10.6 after ") != NULL);
	CU_ASSERT(strstr(stage->output, "number 3 of pf1") != NULL);
	CU_ASSERT(vm_has(stage->b, "rival", "ua-vf0"));
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	stage_assert_traffic(stage, 1);
}
