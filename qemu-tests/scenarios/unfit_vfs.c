/* SPDX-License-Identifier: BSD-3-Clause */
/* unfit_vfs.c: a VF that cannot be had on the destination is named in one line, before anything is touched.
 */
#include "clock.h"
#include "scenarios.h"
#include "sriov.h"

#define PF     "0000:01:00.0"
#define TAKEN  "0000:01:10.6"
#define OURS   "0000:01:10.4"
#define LOCAL  "0000:00:1f.0" /* the ISA bridge */
#define NUMVFS "/sys/class/net/$PF/device/sriov_numvfs"

static void
refuse(struct stage *stage, const char *named, const char *xml)
{
	stage_assert_refused(stage, OUTCOME_BAD_DEST_VF, named,
	                     ARGS("migrate", "--connect", stage->a->uri, "--dest-vf", stage_dest_vf(xml),
	                          GUEST, stage->b->uri));
}

static void
refuse_function(struct stage *stage, const char *bus, const char *slot, const char *function,
                const char *named)
{
	char xml[512];

	snprintf(xml, sizeof(xml),
	         "<interface type='hostdev' managed='yes'><mac address='%s'/><source><address type='pci' "
	         "domain='0' bus='%s' slot='%s' function='%s'/></source></interface>",
	         vm_mac(0), bus, slot, function);
	refuse(stage, named, xml);
}

static void
refuse_network(struct stage *stage, const char *network, const char *named)
{
	char xml[256];

	snprintf(xml, sizeof(xml),
	         "<interface type='network'><mac address='%s'/><source network='%s'/></interface>", vm_mac(0),
	         network);
	refuse(stage, named, xml);
}

void
unfit_vfs(struct stage *stage)
{
	const struct vm_options usual = {0};

	stage_guest(stage, &usual);
	stage_traffic(stage, 1);
	STAGE_OK(stage, sriov_rival(stage->b, 3, &stage->err));
	stage_run_on(stage, stage->b,
	             "cd /sys/bus/pci/devices/" OURS
	             "/net && n=$(echo *) && ip addr add 192.0.2.1/24 dev $n && "
	             "ip link set $n up && until [ $(cat $n/operstate) = up ]; do sleep 0.1; done");
	stage_run_on(stage, stage->b,
	             "echo \"<network><name>bridged</name><forward mode='bridge'/><bridge name='br0'/>"
	             "</network>\" > /tmp/n.xml && virsh -c qemu:///system net-create /tmp/n.xml");

	refuse_function(stage, "1", "0x10", "6", TAKEN " is in use by rival");
	refuse_function(stage, "1", "0x10", "4", OURS " is the host's");
	refuse_function(stage, "1", "0", "0", PF " is a PF: name one of its VFs");
	refuse_function(stage, "0", "0x1f", "0", "it has no VF " LOCAL);
	refuse_network(stage, "bridged", "is bridge, not hostdev");
	refuse_network(stage, "nowhere", "it has no network nowhere");
	stage_assert_refused(stage, OUTCOME_NO_PAIR, "their MACs differ",
	                     ARGS("migrate", "--connect", stage->b->uri, "--vf", "ua-vf3", "--backup",
	                          "ua-backup0", "rival", stage->a->uri));

	vm_destroy(stage->b, "rival");
	stage_run_on(stage, stage->b, "echo 0 > " NUMVFS);
	refuse_function(stage, "1", "0", "0", PF " is a PF without VFs");
	stage_assert_refused(
	        stage, OUTCOME_NO_VF, "4 of the 4 VFs of network " SRIOV_POOL,
	        ARGS("migrate", "--connect", stage->a->uri, "--require-vf", GUEST, stage->b->uri));
	stage_assert_untouched(stage);
}
