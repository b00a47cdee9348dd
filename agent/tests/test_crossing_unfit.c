/* SPDX-License-Identifier: BSD-3-Clause */
/* test_crossing_unfit.c: devices for the destination that do not fit, or are not to be had: each is named
 * before anything changes; and those like it that do. test_crossing_bad.c has what the user gets wrong,
 * test_crossing_vfs.c what is chosen, test_crossing_vlan.c what is about tags. */
#include <stdio.h>
#include <string.h>

#include "cross_vfs.h"
#include "sample_host.h"
#include "tests/unit.h"

static void
pool_gives_what_it_has(void)
{
	struct fake_hosts hosts = both(FAKE_POOL);

	hosts.network = "<network connections='0'><name>vfpool</name><forward mode='hostdev'>" VF0 VF1
	                "</forward></network>";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.attached, "network=\"vfpool\""));
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V1);
	hosts.network = "<network connections='2'><name>vfpool</name><forward mode='hostdev'>" VF0 VF1
	                "</forward></network>";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_NO_VF);
	CU_ASSERT(nothing_changed() && said("no VF of network vfpool is free, it has 2"));
	hosts.network = "<network connections='0'><name>vfpool</name><forward mode='hostdev'>" VF0
	                "</forward></network>";
	hosts.domains[HOST_DESTINATION] = takes_v0;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_NO_VF);
	CU_ASSERT(nothing_changed() && said("no VF of network vfpool is free, it has 1"));
	hosts.domains[HOST_DESTINATION] = NULL;
	hosts.network = "<network connections='1'><name>vfpool</name><forward mode='hostdev'>" VF0 VF1
	                "</forward></network>";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &must), OUTCOME_NO_VF);
	CU_ASSERT(nothing_changed() && said("has 2 VFs, 1 in use, and the guest's pairs want 2"));
	hosts.network = "<network><name>vfpool</name><forward mode='nat'/></network>";
	/* A model is not what makes it a VF. */
	CU_ASSERT_EQUAL(cross_given(&hosts, "<interface type='network'><source network='vfpool'/><model "
	                                    "type='igb'/></interface>"),
	                OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("network vfpool is no pool of VFs"));
}

#define POOL(connections, vfs)                                                                   \
	"<network connections='" connections "'><name>vfpool</name><forward mode='hostdev'>" vfs \
	"</forward>"                                                                             \
	"</network>"

/* It may give out what a domain has that did not ask the pool for it: then another one is named. */
static void
pool_whose_vfs_others_have(void)
{
	struct fake_hosts hosts = both(FAKE_POOL);
	const char *first;

	hosts.network = POOL("0", VF0 VF1);
	hosts.domains[HOST_DESTINATION] = takes_v0;
	hosts.pool[0] = V0;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note, "network vfpool (other: VF " V0 ")"));
	CU_ASSERT_EQUAL(fake.tries, 2);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V1);
	hosts.network = POOL("1", VF0 VF1);
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(report.steps[0].note, "");
	/* Two pairs are told of it once. */
	hosts.network = POOL("0", VF0 VF1 VF2);
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &must), OUTCOME_OK);
	first = strstr(report.steps[0].note, "network vfpool");
	CU_ASSERT_PTR_NOT_NULL_FATAL(first);
	if (first)
		CU_ASSERT_PTR_NULL(strstr(first + 1, "network vfpool"));
}

/* libvirt heeds the model of no NIC that gets a VF. */
static void
pool_whose_nics_say_virtio(void)
{
	static const char nic[] = "<interface type='network'><source network='vfpool'/><model type='virtio'/>"
	                          "</interface>";
	struct fake_hosts hosts = both(FAKE_POOL);

	hosts.next_model = "<model type='virtio'/>";
	hosts.network = POOL("0", VF1);
	for (unsigned int i = 0; i < 2; i++) {
		hosts.unnamed = i > 0;
		CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
		CU_ASSERT_PTR_NOT_NULL(strstr(fake.attached, "network=\"vfpool\""));
		CU_ASSERT_PTR_NULL(strstr(fake.attached, "virtio"));
		CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V1);
	}
	CU_ASSERT_EQUAL(cross_given(&hosts, nic), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V1);
	hosts.network = "<network><name>vfpool</name><forward mode='nat'/></network>";
	CU_ASSERT_EQUAL(cross_given(&hosts, nic), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("network vfpool is no pool of VFs"));
}

/* Also where QEMU emulates the VF on the source. */
static void
given_pool_is_looked_at(void)
{
	static const struct crossing_dest_vf given = {
	        .xml = "<interface type='network'><source network='vfpool'/></interface>"};
	const struct crossing_wish wish = {
	        .live = true, .require_vf = true, .dest_vfs = &given, .ndest_vfs = 1};
	struct fake_hosts hosts = both(FAKE_IGB);

	hosts.network = POOL("0", VF0);
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &wish), OUTCOME_OK);
	hosts.domains[HOST_DESTINATION] = takes_v0;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &wish), OUTCOME_NO_VF);
	CU_ASSERT(nothing_changed() && said("no VF of network vfpool is free, it has 1"));
	/* An emulated NIC may be on another network, if it stands for a VF. */
	hosts.network = "<network><name>vfpool</name><forward mode='nat'/></network>";
	CU_ASSERT_EQUAL(cross_given(&hosts, "<interface type='network'><source network='vfpool'/><model "
	                                    "type='igb'/></interface>"),
	                OUTCOME_OK);
	CU_ASSERT_EQUAL(cross_given(&hosts, "<interface type='network'><source network='vfpool'/><model "
	                                    "type='rtl8139'/></interface>"),
	                OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("network vfpool is no pool of VFs"));
	hosts.network = POOL("0", VF0);
	/* One may be free by then, as for a pool that nobody gave. */
	CU_ASSERT_EQUAL(cross_given(&hosts, given.xml), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note, "no VF of network vfpool is free, it has 1"));
}

/* Nobody can wait for what has to be put right. */
static void
missing_pool_that_nobody_named(void)
{
	struct fake_hosts hosts = both(FAKE_POOL);

	hosts.network = "";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_UNFIT_VF);
	CU_ASSERT(nothing_changed() && said("it has no network vfpool"));
	hosts.network = POOL("0", "");
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_UNFIT_VF);
	CU_ASSERT(nothing_changed() && said("network vfpool has no VFs"));
	/* One whose VFs are gone may have them again by then, as a PF without. */
	hosts.network = POOL("0", VF0);
	hosts.devices[HOST_DESTINATION] = none;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_NO_VF);
	CU_ASSERT(nothing_changed() && said("the host has 1 of the 1 VFs of network vfpool no longer"));
}

/* Two PFs have such VFs, and neither is called as on the source. */
static void
pf_that_cannot_be_told(void)
{
	static const char *const two[] = {
	        PF_DEVICE("2", "<address domain='0' bus='2' slot='0x10' function='0'/>"),
	        PF_DEVICE("3", "<address domain='0' bus='3' slot='0x10' function='0'/>"), NULL};
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.devices[HOST_DESTINATION] = two;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_UNFIT_VF);
	CU_ASSERT(nothing_changed() && said("2 PFs have such VFs: name one of them with --dest-vf"));
}

static void
plain_hostdev_needs_its_mac_there(void)
{
	struct fake_hosts hosts = both(FAKE_PLAIN);
	const struct crossing_wish named = {.live = true, .vf = "ua-vf0", .backup = "net0"};

	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &named), OUTCOME_UNFIT_VF);
	CU_ASSERT(nothing_changed() && said("libvirt sets no MAC for a plain <hostdev>"));
	hosts.devices[HOST_DESTINATION] = with_mac;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &named), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V1);
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note,
	                              "VF " V1 " shows the MAC " M1 ": whether its PF has "
	                              "set that"));
	hosts.devices[HOST_DESTINATION] = NULL;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &named), OUTCOME_UNFIT_VF);
	CU_ASSERT(nothing_changed() && said("cannot be known"));
}

static void
given_device_that_is_not_managed(void)
{
	static const char *const bound[] = {PF_DEVICE("1", VF0 VF1), VF0_DEVICE(""),
	                                    VF1_DEVICE(DRIVER("vfio-pci")), PF_NET, NULL};
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.devices[HOST_DESTINATION] = bound;
	CU_ASSERT_EQUAL(cross_given(&hosts, "<interface type='hostdev'><source>" VF0 "</source></interface>"),
	                OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("VF " V0 " is not bound to vfio-pci"));
	CU_ASSERT_EQUAL(cross_given(&hosts, "<interface type='hostdev'><source>" VF1 "</source></interface>"),
	                OUTCOME_OK);
	CU_ASSERT_PTR_NULL(strstr(report.steps[0].note, "vfio-pci"));
}

#define GIVE(function)                                                                            \
	"<interface type='hostdev' managed='yes'><source><address type='pci' domain='0' bus='1' " \
	"slot='0x10' "                                                                            \
	"function='" function "'/></source></interface>"

static void
one_given_for_each_pair(void)
{
	const struct crossing_dest_vf each[] = {{"52:54:00:00:00:02", GIVE("0")}, {M1, GIVE("4")}},
	                              twice[] = {{M1, GIVE("4")}, {"52:54:00:00:00:02", GIVE("4")}},
	                              same[] = {{M1, GIVE("4")}, {M1, GIVE("0")}},
	                              alien[] = {{"52:54:00:00:00:07", GIVE("4")}},
	                              nobodys[] = {{NULL, GIVE("4")}, {M1, GIVE("0")}};
	struct fake_hosts hosts = both(FAKE_HOSTDEV);
	struct crossing_wish wish = {.live = true, .dest_vfs = each, .ndest_vfs = 2};

	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &wish), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V2);
	CU_ASSERT_STRING_EQUAL(fake.pairs[1].host[HOST_DESTINATION], V0);
	wish.dest_vfs = twice;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &wish), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("VF " V2 " is given to " M1 " as well"));
	hosts.devices[HOST_DESTINATION] = NULL;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &wish), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("VF " V2 " is given to " M1 " as well"));
	wish.dest_vfs = same;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &wish), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("given twice for the pair " M1));
	wish.dest_vfs = nobodys;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &wish), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("--dest-vf is given 2 times: say of each whose it is"));
	wish.ndest_vfs = 1;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &wish), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("--dest-vf is one device and domain vnf has 2 pairs"));
	wish = (struct crossing_wish){.live = true, .dest_vfs = alien, .ndest_vfs = 1};
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &wish), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("names the pair 52:54:00:00:00:07"));
}

static const struct unit_test tests[] = {
        {"a pool gives what it has", pool_gives_what_it_has},
        {"a pool whose VFs others have", pool_whose_vfs_others_have},
        {"a pool whose NICs say virtio", pool_whose_nics_say_virtio},
        {"a given pool is looked at", given_pool_is_looked_at},
        {"a missing pool that nobody named", missing_pool_that_nobody_named},
        {"a PF that cannot be told", pf_that_cannot_be_told},
        {"a plain hostdev needs its MAC there", plain_hostdev_needs_its_mac_there},
        {"a given device that is not managed", given_device_that_is_not_managed},
        {"one given for each pair", one_given_for_each_pair},
};

UNIT_MAIN("crossing, unfit VFs", tests)
