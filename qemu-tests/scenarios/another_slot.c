/* SPDX-License-Identifier: BSD-3-Clause */
/* another_slot.c: the destination plugs the VF into another PCI slot than the source had it in: members are
 * found by MAC. */
#include "scenarios.h"

#include <stdio.h>

void
another_slot(struct stage *stage)
{
	const struct vm_options usual = {0};
	char xml[512];

	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	snprintf(xml, sizeof(xml),
	         "<interface type='bridge'><mac address='%s'/><source bridge='vf0'/><model type='igb'/>"
	         "<alias name='ua-vf0'/><rom enabled='no'/>"
	         "<address type='pci' domain='0x0000' bus='0x0a' slot='0x00' function='0x0'/></interface>\n",
	         vm_mac(0));

	CU_ASSERT_EQUAL_FATAL(stage_vferry(stage, ARGS("migrate", "--connect", stage->a->uri, "--dest-vf",
	                                               stage_dest_vf(xml), GUEST, stage->b->uri)),
	                      OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	CU_ASSERT_EQUAL(vm_run(stage->b, GUEST, "[ -e /sys/bus/pci/drivers/igb_uio/0000:0a:00.0 ]", NULL, 0,
	                       &stage->err),
	                0);
	stage_assert_traffic(stage, 1);
}
