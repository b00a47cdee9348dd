/* SPDX-License-Identifier: BSD-3-Clause */
/* neighbours.c: who else is on the guest's host reaches it by whichever path it takes: one on another VF of
 * the PF, by way of the NIC's embedded switch, and the host itself on the bridge of the backup. Neither the
 * embedded switch nor the bridge may hold on to where the MAC was. */
#include <stdio.h>
#include <stdlib.h>

#include "scenarios.h"

#define PINGS     20
#define STRAY     5 /* frames that came from others */
#define OUTAGE_MS 1500
#define ON_VF     "$(ls /sys/bus/pci/devices/0000:01:10.6/net)"
#define ON_BRIDGE "br0"

/* The guest sends a frame back as it is but for the MACs, which is no answer to a ping: received frames
 * count.
 */
static void
assert_reached(struct stage *stage, struct host *host, const char *from, unsigned int net)
{
	char command[512];
	int back;

	snprintf(command, sizeof(command),
	         "d=%s; n=/sys/class/net/$d/statistics/rx_packets; a=$(cat $n); "
	         "ping -q -c %d -i 0.2 -W 2 192.0.%u.9 > /dev/null; echo $(($(cat $n) - a))",
	         from, PINGS, net);
	stage_run_on(stage, host, command);
	back = atoi(stage->output);
	printf("    of %d packets from %s's %s %d came back\n", PINGS, host->name,
	       net == 2 ? "other VF" : "bridge", back);
	CU_ASSERT(back >= PINGS && back <= PINGS + STRAY);
}

static void
assert_reached_on(struct stage *stage, struct host *host)
{
	assert_reached(stage, host, ON_VF, 2);
	assert_reached(stage, host, ON_BRIDGE, 3);
}

static void
move_in(struct stage *stage, struct host *host, const char *device, unsigned int net)
{
	char command[512];

	snprintf(command, sizeof(command),
	         "d=%s; /bin/ip addr add 192.0.%u.1/24 dev $d && /bin/ip link set $d up && "
	         "/bin/ip neigh replace 192.0.%u.9 lladdr %s dev $d && "
	         "until [ $(cat /sys/class/net/$d/operstate) = up ]; do sleep 0.1; done",
	         device, net, net, vm_mac(0));
	stage_run_on(stage, host, command);
}

void
neighbours(struct stage *stage)
{
	const struct vm_options usual = {0};

	for (int i = 0; i < LAB_HOSTS; i++) {
		move_in(stage, &stage->lab->hosts[i], ON_VF, 2);
		move_in(stage, &stage->lab->hosts[i], ON_BRIDGE, 3);
	}
	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	stage_assert_path(stage, PROBE_A_VF);
	assert_reached_on(stage, stage->a);

	STAGE_OK(stage, vm_unplug(stage->a, GUEST, "ua-vf0", &stage->err));
	stage_wait_path(stage, PROBE_A_BACKUP);
	assert_reached_on(stage, stage->a);

	STAGE_OK(stage, vm_plug(stage->a, GUEST, &stage->err));
	stage_wait_path(stage, PROBE_A_VF);
	assert_reached_on(stage, stage->a);

	CU_ASSERT_EQUAL_FATAL(stage_cross(stage, stage->a, stage->b), OUTCOME_OK);
	assert_reached_on(stage, stage->a);
	assert_reached_on(stage, stage->b);
	stage_assert_outage(stage, OUTAGE_MS);
}
