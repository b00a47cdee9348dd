/* SPDX-License-Identifier: BSD-3-Clause */
/* another_vf.c: the destination calls its PF otherwise, and has given the VF at that address to another
 * guest: the guest gets a free one of that PF. On the way back it has the choice of all. */
#include <string.h>

#include "scenarios.h"
#include "sriov.h"

void
another_vf(struct stage *stage)
{
	const struct vm_options named = {.vf_xml = VM_NAMED};

	STAGE_OK(stage, sriov_rival(stage->b, 0, &stage->err));
	stage_guest(stage, &named);
	stage_traffic(stage, 1);

	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->a, stage->b), OUTCOME_OK);
	CU_ASSERT(strstr(stage->output, "number 1 of pf1") != NULL);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	CU_ASSERT(vm_has(stage->b, "rival", "ua-vf0"));
	stage_assert_traffic(stage, 1);
}
