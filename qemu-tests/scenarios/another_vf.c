/* SPDX-License-Identifier: BSD-3-Clause */
/* another_vf.c: the destination calls its PF otherwise, and has given the VF at that address to another
 * guest: the guest gets a free one of that PF. For the way back the user names a VF. */
#include <string.h>

#include "scenarios.h"
#include "sriov.h"

static void
cross_back(struct stage *stage)
{
	char given[128];

	snprintf(given, sizeof(given), "%s=%s", vm_mac(0),
	         stage_dest_vf(
	                 "<interface type='hostdev' managed='yes'><source><address type='pci' domain='0' "
	                 "bus='1' slot='0x10' function='6'/></source></interface>"));
	CU_ASSERT_EQUAL_FATAL(stage_vferry(stage, ARGS("migrate", "--connect", stage->b->uri, "--require-vf",
	                                               "--dest-vf", given, GUEST, stage->a->uri)),
	                      OUTCOME_OK);
}

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

	cross_back(stage);
	CU_ASSERT(strstr(stage->output, "number 3 of pf0") != NULL);
	stage_assert_place(stage, stage->a, true);
	stage_assert_path(stage, PROBE_A_VF);
	stage_assert_traffic(stage, 2);
}
