/* SPDX-License-Identifier: BSD-3-Clause */
/* test_inventory.c: the VFs of a host from its node devices and its domains. */
#include "inventory.h"

#include <string.h>

#include "sample_host.h"
#include "sample_pf.h"
#include "tests/unit.h"

static struct inventory inventory;

static void
add_all(const char *const *devices, size_t n)
{
	memset(&inventory, 0, sizeof(inventory));
	for (size_t i = 0; i < n; i++)
		inventory_add_device(&inventory, devices[i]);
}

#define ADD(...)                                    \
	add_all((const char *const[]){__VA_ARGS__}, \
	        sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *))

static void
puts_a_host_together(void)
{
	const struct inventory_vf *vf;

	/* Later VFs first, and a VF before its PF: nothing depends on the order in which libvirt lists. */
	ADD(BRIDGE_DEVICE, VF1_DEVICE(DRIVER("vfio-pci")), PF_DEVICE("1", VF0 VF1 VF2),
	    VF0_DEVICE(DRIVER("igbvf")), PF_NET, LOOPBACK_DEVICE,
	    NET_DEVICE("pci_0000_01_10_0", "eth3", "02:00:00:00:01:10", "down"));
	inventory_add_domain(
	        &inventory, "router7",
	        USES("router7", "52:54:00:00:00:01", "0x10", "0x2", "<vlan><tag id='42'/></vlan>"));
	inventory_sort(&inventory);
	CU_ASSERT_EQUAL(inventory.npfs, 1);
	CU_ASSERT_STRING_EQUAL(inventory_pf_name(&inventory.pfs[0]), "eth2");
	CU_ASSERT_STRING_EQUAL(inventory.pfs[0].link, "up");
	CU_ASSERT_EQUAL_FATAL(inventory.nvfs, 3);
	for (int i = 0; i < 3; i++)
		CU_ASSERT_EQUAL(inventory.vfs[i].index, i);
	vf = &inventory.vfs[0];
	CU_ASSERT_STRING_EQUAL(vf->pci, "0000:01:10.0");
	CU_ASSERT_STRING_EQUAL(vf->netdev, "eth3");
	CU_ASSERT_STRING_EQUAL(vf->mac, "02:00:00:00:01:10");
	CU_ASSERT(vf->vlan == -1 && vf->group == 8 && vf->numa == 1 && !vf->user[0]);
	vf = &inventory.vfs[1];
	CU_ASSERT_STRING_EQUAL(vf->driver, "vfio-pci");
	CU_ASSERT_STRING_EQUAL(vf->user, "router7");
	CU_ASSERT_STRING_EQUAL(vf->mac, "52:54:00:00:00:01");
	CU_ASSERT_EQUAL(vf->vlan, 42);
}

static void
what_is_listed_twice_is_there_once(void)
{
	ADD(PF_DEVICE("1", VF0 VF1), VF0_DEVICE(""), PF_DEVICE("1", VF0 VF1 VF2), VF0_DEVICE(""));
	inventory_sort(&inventory);
	CU_ASSERT(inventory.npfs == 1 && inventory.nvfs == 3);
	CU_ASSERT_EQUAL(inventory.pfs[0].vfs, 3);
	CU_ASSERT_EQUAL(inventory_left_out(&inventory), 0);
}

/* A daemon without udev lists no node device for a VF that was made later; its PF does. */
static void
vf_without_a_node_device(void)
{
	ADD(PF_DEVICE("1", VF0 VF1), VF0_DEVICE(""));
	inventory_sort(&inventory);
	CU_ASSERT_EQUAL(inventory.nvfs, 2);
	CU_ASSERT_STRING_EQUAL(inventory.vfs[1].pci, "0000:01:10.2");
	CU_ASSERT_STRING_EQUAL(inventory.vfs[1].pf, "0000:01:00.0");
	CU_ASSERT(inventory.vfs[1].index == 1 && inventory.vfs[1].group == -1 && !inventory.vfs[1].driver[0]);
	CU_ASSERT_STRING_EQUAL(inventory_pf_name(&inventory.pfs[0]), "0000:01:00.0");
}

static void
plain_hostdev_tells_no_mac(void)
{
	ADD(PF_DEVICE("1", VF0), VF0_DEVICE(DRIVER("vfio-pci")));
	inventory_add_domain(&inventory, "plain",
	                     "<domain><devices><hostdev mode='subsystem' type='pci'><source>" VF0
	                     "</source></hostdev></devices></domain>");
	inventory_add_domain(&inventory, "broken", "<domain");
	CU_ASSERT_STRING_EQUAL(inventory.vfs[0].user, "plain");
	CU_ASSERT_STRING_EQUAL(inventory.vfs[0].mac, "");
	CU_ASSERT_EQUAL(inventory.vfs[0].vlan, -1);
}

static void
nothing_and_nonsense(void)
{
	ADD("", "<device>", LOOPBACK_DEVICE, BRIDGE_DEVICE);
	inventory_add_domain(&inventory, "x", USES("x", "52:54:00:00:00:01", "0x10", "0x2", ""));
	inventory_sort(&inventory);
	CU_ASSERT(inventory.npfs == 0 && inventory.nvfs == 0 && inventory_left_out(&inventory) == 0);
	CU_ASSERT_PTR_NULL(inventory_vf(&inventory, "0000:01:10.0"));
	CU_ASSERT_PTR_NULL(inventory_pf(&inventory, "0000:01:00.0"));
}

/* What a PF does not list is not there, though its device may be told of for a while. */
static void
what_is_gone_is_left_out(void)
{
	ADD(PF_DEVICE("1", VF0), VF0_DEVICE(""), VF1_DEVICE(""));
	inventory_sort(&inventory);
	CU_ASSERT_EQUAL(inventory.nvfs, 1);
	CU_ASSERT_PTR_NOT_NULL(inventory_vf(&inventory, "0000:01:10.0"));
	CU_ASSERT_PTR_NULL(inventory_vf(&inventory, "0000:01:10.2"));
	ADD(PF_DEVICE("1", ""), VF0_DEVICE(DRIVER("igbvf")));
	inventory_sort(&inventory);
	CU_ASSERT_EQUAL(inventory.nvfs, 0);
}

/* A PF of 256 VFs, five times over: what does not fit is counted, whoever tells of it. */
static void
too_many_are_counted(void)
{
	memset(&inventory, 0, sizeof(inventory));
	for (unsigned int pf = 1; pf <= 5; pf++)
		inventory_add_device(&inventory, sample_pf(pf, 256));
	inventory_add_device(&inventory, VF_DEVICE("5", "10_0", "16", "0", "", "20"));
	inventory_sort(&inventory);
	CU_ASSERT_EQUAL(inventory.nvfs, INVENTORY_VFS_MAX);
	CU_ASSERT_EQUAL(inventory_left_out(&inventory), 256);
	CU_ASSERT_EQUAL(inventory.pfs[0].vfs, 256);
}

/* Those past what is read of one PF count until something else tells of them. */
static void
too_many_of_one_pf_are_counted(void)
{
	memset(&inventory, 0, sizeof(inventory));
	inventory_add_device(&inventory, sample_pf(1, 300));
	inventory_sort(&inventory);
	CU_ASSERT_EQUAL(inventory.pfs[0].vfs, 300);
	CU_ASSERT_EQUAL(inventory.nvfs, 256);
	CU_ASSERT_EQUAL(inventory_left_out(&inventory), 44);
	inventory_add_device(&inventory, VF0_DEVICE(""));
	CU_ASSERT_EQUAL(inventory_left_out(&inventory), 43);
}

static void
too_many_pfs_are_counted(void)
{
	memset(&inventory, 0, sizeof(inventory));
	for (unsigned int bus = 1; bus <= INVENTORY_PFS_MAX + 2; bus++)
		inventory_add_device(&inventory, sample_pf(bus, 0));
	CU_ASSERT_EQUAL(inventory.npfs, INVENTORY_PFS_MAX);
	CU_ASSERT_EQUAL(inventory_left_out(&inventory), 2);
}

/* With a switch in the NIC the representors of its VFs belong to the PF as well, in whatever order they are
 * told. */
static void
representors_are_not_the_pfs(void)
{
#define NET(netdev, mac, state) NET_DEVICE("pci_0000_01_00_0", netdev, mac, state)
	static const struct {
		const char *own, *others[2], *netdev;
	} all[] = {
	        {NET("enp1s0f0np0", "02:00:00:00:01:00", "up"),
	         {NET("enp1s0f0npf0vf0", "02:00:00:00:00:01", "down"),
	          NET("enp1s0npf0sf12", "b8:00:00:00:00:02", "down")},
	         "enp1s0f0np0"},
	        {NET("enp65s0f1np1", "b8:3f:d2:00:00:01", "up"),
	         {NET("eth0", "3e:11:5a:00:00:01", "down"), NET("eth1", "0a:11:5a:00:00:02", "down")},
	         "enp65s0f1np1"},
	        {NET("eth2", "02:00:00:00:01:00", "up"),
	         {NET("eth10", "3e:11:5a:00:00:01", "down"), NET("eth3", "0a:11:5a:00:00:02", "down")},
	         "eth2"},
	        {NET("switch_port_0", "0a:11:5a:00:00:01", "up"),
	         {NET("pf0vf0", "b8:3f:d2:00:00:02", "down"), NET("pf0vf1", "b8:3f:d2:00:00:03", "down")},
	         "switch_port_0"},
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		for (unsigned int at = 0; at < 3; at++) {
			ADD(PF_DEVICE("1", VF0));
			for (unsigned int n = 0; n < 3; n++)
				inventory_add_device(&inventory,
				                     n == at ? all[i].own : all[i].others[n - (n > at)]);
			CU_ASSERT_STRING_EQUAL(inventory.pfs[0].netdev, all[i].netdev);
			CU_ASSERT_STRING_EQUAL(inventory.pfs[0].link, "up");
		}
	/* Better than none. */
	ADD(PF_DEVICE("1", VF0), all[0].others[0]);
	CU_ASSERT_STRING_EQUAL(inventory.pfs[0].netdev, "enp1s0f0npf0vf0");
}

static const struct unit_test tests[] = {
        {"what is listed twice is there once", what_is_listed_twice_is_there_once},
        {"what is gone is left out", what_is_gone_is_left_out},
        {"puts a host together", puts_a_host_together},
        {"a VF without a node device", vf_without_a_node_device},
        {"a plain hostdev tells no MAC", plain_hostdev_tells_no_mac},
        {"nothing, and nonsense", nothing_and_nonsense},
        {"too many are counted", too_many_are_counted},
        {"too many of one PF are counted", too_many_of_one_pf_are_counted},
        {"too many PFs are counted", too_many_pfs_are_counted},
        {"representors are not the PF's", representors_are_not_the_pfs},
};

UNIT_MAIN("inventory", tests)
