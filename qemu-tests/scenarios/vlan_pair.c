/* SPDX-License-Identifier: BSD-3-Clause */
/* vlan_pair.c: both members of a pair are in a VLAN, by their libvirt XML. Packets count that
 * left and came back with the tag: it is there on each path of the trip. What the PF carried for the VF
 * before the guest had it is there again after. */
#include <stdio.h>
#include <string.h>

#include "scenarios.h"

#define TAG  42
#define LOOK "/bin/ip link show $PF | grep 'vf 0 '"
/* libvirt puts the guest's port into its VLAN; that a bridge minds VLANs at all is the administrator's. */
#define UPLINK "/bin/ip link set br0 type bridge vlan_filtering 1 && /bin/bridge vlan add dev up-br vid 42"
/* libvirt puts back the MAC that the VF's own network device had: the driver must have taken the new one. */
#define BEFORE \
	"/bin/ip link set $PF vf 0 mac 02:00:00:00:00:77 vlan 7 && modprobe -r igbvf && modprobe igbvf && "

void
vlan_pair(struct stage *stage)
{
	const struct vm_options tagged = {.vf_xml = VM_NAMED, .vlan = TAG};
	char before[RUN_OUTPUT];

	stage_run_on(stage, stage->a, UPLINK);
	stage_run_on(stage, stage->b, UPLINK);
	stage_run_on(stage, stage->a, BEFORE LOOK);
	snprintf(before, sizeof(before), "%s", stage->output);
	CU_ASSERT(strstr(before, "vlan 7") != NULL);
	stage_guest(stage, &tagged);
	stage_tagged_traffic(stage, 1, TAG);
	stage_assert_path(stage, PROBE_A_VF);
	stage_run_on(stage, stage->a, LOOK);
	CU_ASSERT(strstr(stage->output, "vlan 42") != NULL);

	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->a, stage->b), OUTCOME_OK);
	stage_assert_place(stage, stage->b, true);
	stage_assert_path(stage, PROBE_B_VF);
	stage_run_on(stage, stage->b, LOOK);
	CU_ASSERT(strstr(stage->output, "vlan 42") != NULL);
	stage_run_on(stage, stage->a, LOOK);
	if (strcmp(stage->output, before) != 0)
		printf("    %s    is what was %s", stage->output, before);
	CU_ASSERT_STRING_EQUAL(stage->output, before);
	stage_assert_traffic(stage, 1);
}
