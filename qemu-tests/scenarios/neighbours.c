/* SPDX-License-Identifier: BSD-3-Clause */
/* neighbours.c: who else is on the guest's host reaches it by whichever path it takes: one on another VF of
 * the PF, by way of the NIC's embedded switch, and the host itself on the bridge of the backup. Neither the
 * embedded switch nor the bridge may hold on to where the MAC was. */
#include <stdio.h>
#include <stdlib.h>

#include "scenarios.h"

#define PINGS     20
#define ON_VF     "$(ls /sys/bus/pci/devices/0000:01:10.6/net)"
#define ON_BRIDGE "br0"

/* The guest sends a frame back as it is but for the MACs, which is no answer to a ping: received frames
 * count.
 */
static void
assert_reached(struct stage *stage, const char *from, unsigned int net, const char *when)
{
	char command[512];
	int back;

	snprintf(command, sizeof(command),
	         "d=%s; n=/sys/class/net/$d/statistics/rx_packets; a=$(cat $n); "
	         "ping -q -c %d -i 0.2 -W 2 192.0.%u.9 > /dev/null; echo $(($(cat $n) - a))",
	         from, PINGS, net);
	stage_run_on(stage, stage->a, command);
	back = atoi(stage->output);
	printf("    %s, %d packets from %s: %d came back\n", when, PINGS,
	       net == 2 ? "another VF" : "the bridge", back);
	CU_ASSERT(back >= PINGS);
}

static void
assert_reached_by_all(struct stage *stage, const char *when)
{
	assert_reached(stage, ON_VF, 2, when);
	assert_reached(stage, ON_BRIDGE, 3, when);
}

static void
move_in(struct stage *stage, const char *device, unsigned int net)
{
	char command[512];

	snprintf(command, sizeof(command),
	         "d=%s; /bin/ip addr add 192.0.%u.1/24 dev $d && /bin/ip link set $d up && "
	         "/bin/ip neigh replace 192.0.%u.9 lladdr %s dev $d && "
	         "until [ $(cat /sys/class/net/$d/operstate) = up ]; do sleep 0.1; done",
	         device, net, net, vm_mac(0));
	stage_run_on(stage, stage->a, command);
}

void
neighbours(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	move_in(stage, ON_VF, 2);
	move_in(stage, ON_BRIDGE, 3);
	stage_traffic(stage, 1);
	stage_assert_path(stage, PROBE_A_VF);
	assert_reached_by_all(stage, "on its VF");

	STAGE_OK(stage, vm_unplug(stage->a, GUEST, "ua-vf0", &stage->err));
	stage_wait_path(stage, PROBE_A_BACKUP);
	assert_reached_by_all(stage, "on its backup");

	STAGE_OK(stage, vm_plug(stage->a, GUEST, &stage->err));
	stage_wait_path(stage, PROBE_A_VF);
	assert_reached_by_all(stage, "on its VF again");

	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->a, stage->b), OUTCOME_OK);
	assert_reached_by_all(stage, "on the other host");
}
