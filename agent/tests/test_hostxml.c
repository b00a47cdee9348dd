/* SPDX-License-Identifier: BSD-3-Clause */
/* test_hostxml.c: what hosts say about themselves and their networks. */
#include <errno.h>
#include <string.h>

#include "hostxml.h"
#include "sample_host.h"
#include "tests/unit.h"

static struct err err;

static void
uuid_of_a_host(void)
{
	char uuid[37];

	CU_ASSERT_EQUAL(
	        hostxml_uuid("<capabilities><host><uuid>6f1d7f5e-1111-4222-8333-94a1b2c3d4e5</uuid></host>"
	                     "</capabilities>",
	                     uuid, &err),
	        0);
	CU_ASSERT_STRING_EQUAL(uuid, "6f1d7f5e-1111-4222-8333-94a1b2c3d4e5");
	CU_ASSERT_EQUAL(hostxml_uuid("<capabilities/>", uuid, &err), 0);
	CU_ASSERT_STRING_EQUAL(uuid, "");
	CU_ASSERT_EQUAL(hostxml_uuid("<capab", uuid, &err), -EBADMSG);
}

#define POOL(connections)                                                                                  \
	"<network connections='" connections "'><name>vfpool</name><forward mode='hostdev' managed='yes'>" \
	"<pf dev='eth2'/><address type='pci' domain='0' bus='1' slot='0x10' function='0'/>"                \
	"<address type='pci' domain='0' bus='1' slot='0x10' function='2'/></forward></network>"

static int
room(const char *network, unsigned int wanted, const struct inventory *inventory)
{
	memset(&err, 0, sizeof(err));
	return hostxml_network_has_room(network, wanted, inventory, &err);
}

static void
network_with_and_without_room(void)
{
	CU_ASSERT_EQUAL(room(POOL("1"), 1, NULL), 0);
	CU_ASSERT_EQUAL(room(POOL("1"), 2, NULL), -ENODEV);
	CU_ASSERT_STRING_EQUAL(err.text, "network vfpool has 2 VFs, 1 in use, and the guest's pairs want 2");
	CU_ASSERT_EQUAL(room(POOL("2"), 1, NULL), -ENODEV);
	CU_ASSERT_STRING_EQUAL(err.text, "no VF of network vfpool is free, it has 2");
	CU_ASSERT_EQUAL(room("<network><name>vfpool</name><forward mode='hostdev'><pf dev='eth2'/></forward>"
	                     "</network>",
	                     1, NULL),
	                -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "has no VFs: make some on its PF eth2"));
	CU_ASSERT_EQUAL(room("<network><name>vfpool</name><forward mode='hostdev'/></network>", 1, NULL),
	                -ENOENT);
}

static void
domains_have_vfs_of_a_network(void)
{
	static struct inventory inventory;
	char note[256];

	inventory_add_device(&inventory, PF_DEVICE("1", VF0 VF1 VF2));
	CU_ASSERT_EQUAL(room(POOL("0"), 2, &inventory), 0);
	inventory_add_domain(&inventory, "a", USES("a", "52:54:00:00:00:01", "0x10", "0x0", ""));
	inventory_add_domain(&inventory, "b", USES("b", "52:54:00:00:00:02", "0x10", "0x4", ""));
	CU_ASSERT_EQUAL(room(POOL("1"), 1, &inventory), 0);
	CU_ASSERT_EQUAL(room(POOL("0"), 2, &inventory), -ENODEV);
	CU_ASSERT_STRING_EQUAL(err.text, "network vfpool has 2 VFs, 1 in use, and the guest's pairs want 2");
	/* One that it did not give out itself. */
	CU_ASSERT_EQUAL(room(POOL("0"), 1, &inventory), 0);
	CU_ASSERT_FALSE(hostxml_network_doubt(POOL("1"), &inventory, note, sizeof(note)));
	CU_ASSERT_FALSE(hostxml_network_doubt(POOL("0"), NULL, note, sizeof(note)));
	CU_ASSERT_FALSE(hostxml_network_doubt("<network", &inventory, note, sizeof(note)));
	CU_ASSERT_STRING_EQUAL(note, "");
	CU_ASSERT_TRUE(hostxml_network_doubt(POOL("0"), &inventory, note, sizeof(note)));
	CU_ASSERT_PTR_NOT_NULL(strstr(note, "domains have 1 VFs of network vfpool (a: VF 0000:01:10.0), "
	                                    "which has given out 0: it may give out one that is in use"));
	inventory_add_domain(&inventory, "c", USES("c", "52:54:00:00:00:03", "0x10", "0x2", ""));
	CU_ASSERT_EQUAL(room(POOL("0"), 1, &inventory), -ENODEV);
	CU_ASSERT_STRING_EQUAL(err.text, "no VF of network vfpool is free, it has 2");
}

static void
functions_of_pools_are_marked(void)
{
	static struct inventory inventory;

	inventory_add_device(&inventory, PF_DEVICE("1", VF0 VF1 VF2));
	hostxml_add_pool("<network><name>n</name><forward mode='bridge'>" VF2 "</forward></network>",
	                 &inventory);
	hostxml_add_pool("<network", &inventory);
	hostxml_add_pool(POOL("0"), &inventory);
	CU_ASSERT_STRING_EQUAL(inventory.vfs[0].pool, "vfpool");
	CU_ASSERT_STRING_EQUAL(inventory.vfs[1].pool, "vfpool");
	CU_ASSERT_STRING_EQUAL(inventory.vfs[2].pool, "");
}

/* What a pool hands out is settled when it is started; VFs may go after that. */
static void
vfs_of_a_network_are_gone(void)
{
	static struct inventory inventory;

	inventory_add_device(&inventory, PF_DEVICE("1", VF0));
	CU_ASSERT_EQUAL(room(POOL("0"), 1, &inventory), -ENODEV);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "the host has 1 of the 2 VFs of network vfpool no longer"));
	/* Of a host that tells nothing, and where not all is told, nothing is concluded. */
	CU_ASSERT_EQUAL(room(POOL("0"), 1, &(const struct inventory){0}), 0);
	inventory.more_pfs = 1;
	CU_ASSERT_EQUAL(room(POOL("0"), 1, &inventory), 0);
}

/* Only a pool of functions can give one. */
static void
networks_that_are_no_pools(void)
{
	CU_ASSERT_EQUAL(room("<network connections='9'><name>default</name><forward mode='route'/></network>",
	                     1, NULL),
	                -EINVAL);
	CU_ASSERT_STRING_EQUAL(err.text,
	                       "network default is no pool of VFs: its <forward mode> is route, not hostdev");
	CU_ASSERT_EQUAL(room("<network><name>n</name></network>", 1, NULL), -EINVAL);
	CU_ASSERT_EQUAL(room("", 1, NULL), -EBADMSG);
}

static void
vlan_of_a_network(void)
{
#define GROUPS(default, vlan)                                                              \
	"<network><name>n</name>" vlan                                                     \
	"<portgroup name='a'><vlan><tag id='7'/></vlan></portgroup><portgroup "            \
	"name='b' default='" default "'><vlan><tag id='8'/></vlan></portgroup><portgroup " \
	                             "name='c'/></network>"
#define TAGGED "<vlan><tag id='42'/></vlan>"
	CU_ASSERT_EQUAL(hostxml_network_vlan("<network><name>n</name>" TAGGED "</network>", ""), 42);
	CU_ASSERT_EQUAL(hostxml_network_vlan(POOL("1"), ""), 0);
	CU_ASSERT_EQUAL(hostxml_network_vlan("", ""), 0);
	/* libvirt's order: the portgroup's before the network's. */
	CU_ASSERT_EQUAL(hostxml_network_vlan(GROUPS("no", TAGGED), "a"), 7);
	CU_ASSERT_EQUAL(hostxml_network_vlan(GROUPS("yes", TAGGED), ""), 8);
	CU_ASSERT_EQUAL(hostxml_network_vlan(GROUPS("no", TAGGED), ""), 42);
	CU_ASSERT_EQUAL(hostxml_network_vlan(GROUPS("yes", TAGGED), "c"), 42);
	CU_ASSERT_EQUAL(hostxml_network_vlan(GROUPS("yes", ""), "c"), 0);
}

static void
virtualport_of_a_network(void)
{
#define PORT "<virtualport type='802.1Qbh'><parameters profileid='p'/></virtualport>"
#define PORTS(default)                                                                          \
	"<network><name>n</name><portgroup name='a' default='" default "'>" PORT "</portgroup>" \
	                                                               "<portgroup name='b'/></network>"
	CU_ASSERT_TRUE(hostxml_network_virtualport("<network>" PORT "</network>", ""));
	CU_ASSERT_FALSE(hostxml_network_virtualport(POOL("1"), ""));
	CU_ASSERT_FALSE(hostxml_network_virtualport("", ""));
	CU_ASSERT_TRUE(hostxml_network_virtualport(PORTS("no"), "a"));
	CU_ASSERT_TRUE(hostxml_network_virtualport(PORTS("yes"), ""));
	CU_ASSERT_FALSE(hostxml_network_virtualport(PORTS("no"), ""));
	CU_ASSERT_FALSE(hostxml_network_virtualport(PORTS("yes"), "b"));
}

static const struct unit_test tests[] = {
        {"the UUID of a host", uuid_of_a_host},
        {"the VLAN of a network", vlan_of_a_network},
        {"the virtualport of a network", virtualport_of_a_network},
        {"a network with and without room", network_with_and_without_room},
        {"domains have VFs of a network", domains_have_vfs_of_a_network},
        {"functions of pools are marked", functions_of_pools_are_marked},
        {"VFs of a network are gone", vfs_of_a_network_are_gone},
        {"networks that are no pools", networks_that_are_no_pools},
};

UNIT_MAIN("hostxml", tests)
