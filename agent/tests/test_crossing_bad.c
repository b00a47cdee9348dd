/* SPDX-License-Identifier: BSD-3-Clause */
/* test_crossing_bad.c: what a user gets wrong about the VFs. Each has its exit code and one line that names
 * it, before anything changes on either host. Neighbours: test_crossing_unfit.c, test_crossing_vlan.c. */
#include <stdio.h>
#include <string.h>

#include "cross_vfs.h"
#include "sample_host.h"
#include "sample_pf.h"
#include "tests/unit.h"

#define GIVEN(slot, function)                                                             \
	"<interface type='hostdev' managed='yes'><source><address type='pci' domain='0' " \
	"bus='1' slot='" slot "' function='" function "'/></source></interface>"
#define POOL_NIC       "<interface type='network'><source network='vfpool'/></interface>"
#define POOL(forward)  "<network connections='0'><name>vfpool</name>" forward "</network>"
#define HOSTDEV(vfs)   "<forward mode='hostdev'>" vfs "</forward>"
#define EMPTY          HOSTDEV("<pf dev='eth2'/>")
#define VF0_NET(state) NET_DEVICE("pci_0000_01_10_0", "eth3", "02:00:00:00:01:10", state)

static const char *const with_driver[] = {
        PF_DEVICE("1", VF0 VF1), VF0_DEVICE(DRIVER("igbvf")), VF1_DEVICE(""), PF_NET, VF0_NET("down"), NULL};
static const char *const set_up[] = {
        PF_DEVICE("1", VF0 VF1), VF0_DEVICE(DRIVER("igbvf")), VF1_DEVICE(""), PF_NET, VF0_NET("up"), NULL};
static const char *const with_address[] = {INTERFACE("eth3", "192.0.2.7"), NULL};

/* What is not said is as both() makes it. */
static const struct {
	enum outcome outcome;
	const char *said;
	const char *given; /* for --dest-vf */
	bool require;
	enum fake_kind kind;                                             /* 0: FAKE_HOSTDEV */
	const char *const *devices, *const *domains, *const *interfaces; /* of the destination */
	const char *network;
	const char *vf, *backup, *has;
} all[] = {
        /* A VF that is no VF, a PF, one without VFs. */
        {OUTCOME_BAD_DEST_VF, "it has no VF 0000:01:10.6: see 'vferry vfs'", .given = GIVEN("0x10", "6")},
        {OUTCOME_BAD_DEST_VF, "0000:01:00.0 is a PF: name one of its VFs", .given = GIVEN("0", "0")},
        {OUTCOME_BAD_DEST_VF, "0000:01:00.0 is a PF without VFs: make some", .given = GIVEN("0", "0"),
         .devices = none},
        {OUTCOME_NO_VF, "its PF eth2 has no VFs: make some", .require = true, .devices = none},
        {OUTCOME_NO_PAIR, "0000:03:00.0, the device ua-vf0 of domain vnf, is no VF of host left",
         .has = "0000:03:00.0"},
        /* One that another guest has, or the host. */
        {OUTCOME_BAD_DEST_VF, "VF " V0 " is in use by other: name a free one", .given = GIVEN("0x10", "0"),
         .domains = takes_v0},
        {OUTCOME_NO_VF, "no VF of PF eth2 is free, it has 3", .require = true, .domains = takes_all},
        {OUTCOME_BAD_DEST_VF,
         "VF " V0 " is the host's eth3, which has the address 192.0.2.7: name a free one",
         .given = GIVEN("0x10", "0"), .devices = with_driver, .interfaces = with_address},
        {OUTCOME_BAD_DEST_VF,
         "VF " V0 " is the host's eth3, which is up and may have an address: take it down",
         .given = GIVEN("0x10", "0"), .devices = set_up},
        /* A network that is no pool, is not there, has no VFs, has none now. */
        {OUTCOME_BAD_DEST_VF, "network vfpool is no pool of VFs: its <forward mode> is nat, not hostdev",
         .given = POOL_NIC, .network = POOL("<forward mode='nat'/>")},
        {OUTCOME_UNFIT_VF, "network vfpool is no pool of VFs: its <forward mode> is missing, not hostdev",
         .kind = FAKE_POOL, .network = POOL("")},
        {OUTCOME_BAD_DEST_VF, "it has no network vfpool", .given = POOL_NIC, .network = ""},
        {OUTCOME_BAD_DEST_VF, "it has no network vfpool", .given = POOL_NIC, .require = true, .network = ""},
        {OUTCOME_UNFIT_VF, "it has no network vfpool", .require = true, .kind = FAKE_POOL, .network = ""},
        {OUTCOME_BAD_DEST_VF, "network vfpool has no VFs: make some on its PF eth2", .given = POOL_NIC,
         .network = POOL(EMPTY)},
        {OUTCOME_UNFIT_VF, "network vfpool has no VFs: make some on its PF eth2", .require = true,
         .kind = FAKE_POOL, .network = POOL(EMPTY)},
        {OUTCOME_NO_VF, "no VF of network vfpool is free, it has 1", .given = POOL_NIC, .require = true,
         .domains = takes_v0, .network = POOL(HOSTDEV(VF0))},
        {OUTCOME_NO_VF, "no VF of network vfpool is free, it has 1", .require = true, .kind = FAKE_POOL,
         .domains = takes_v0, .network = POOL(HOSTDEV(VF0))},
        /* Members of two MACs. */
        {OUTCOME_NO_PAIR, "ua-vf0 (" M1 ") and net1 (52:54:00:00:00:02) cannot be a pair", .vf = "ua-vf0",
         .backup = "net1"},
        {OUTCOME_BAD_DEST_VF, "--dest-vf has the MAC 52:54:00:00:00:09 and the pair has " M1,
         .given = "<interface type='network'><mac address='52:54:00:00:00:09'/><source "
                  "network='vfpool'/></interface>"},
};

static void
each_is_named_before_anything_changes(void)
{
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const struct crossing_dest_vf given = {.mac = M1, .xml = all[i].given};
		const struct crossing_wish wish = {.live = true,
		                                   .require_vf = all[i].require,
		                                   .vf = all[i].vf,
		                                   .backup = all[i].backup,
		                                   .dest_vfs = &given,
		                                   .ndest_vfs = all[i].given != NULL};
		struct fake_hosts hosts = both(all[i].kind ? all[i].kind : FAKE_HOSTDEV);

		if (all[i].devices)
			hosts.devices[HOST_DESTINATION] = all[i].devices;
		if (all[i].has)
			hosts.has[0] = all[i].has;
		hosts.domains[HOST_DESTINATION] = all[i].domains;
		hosts.interfaces[HOST_DESTINATION] = all[i].interfaces;
		hosts.network = all[i].network;
		CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &wish), all[i].outcome);
		CU_ASSERT(nothing_changed());
		CU_ASSERT(said(all[i].said));
	}
}

/* The same that are right. */
static void
free_ones_can_be_named(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.domains[HOST_DESTINATION] = takes_v0;
	CU_ASSERT_EQUAL(cross_given(&hosts, GIVEN("0x10", "4")), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V2);
	CU_ASSERT_FALSE(nothing_changed());
	hosts.domains[HOST_DESTINATION] = NULL;
	hosts.devices[HOST_DESTINATION] = with_driver;
	CU_ASSERT_EQUAL(cross_given(&hosts, GIVEN("0x10", "0")), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V0);
}

/* What is past the limits may well be a VF. */
static void
vf_that_is_not_read(void)
{
	const char *many[] = {sample_pf(1, 300), NULL};
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.devices[HOST_SOURCE] = many;
	hosts.has[0] = "0001:81:05.3";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	/* Named for the destination it is believed to be there. */
	hosts = both(FAKE_HOSTDEV);
	hosts.devices[HOST_DESTINATION] = many;
	CU_ASSERT_EQUAL(cross_given(&hosts,
	                            "<interface type='hostdev' managed='yes'><source><address "
	                            "domain='1' bus='0x81' slot='5' function='3'/></source></interface>"),
	                OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note, "VF 0001:81:05.3 is not among those"));
	hosts = both(FAKE_HOSTDEV);
	hosts.devices[HOST_SOURCE] = many;
	hosts.has[0] = "0001:81:05.3";
	many[0] = sample_pf(1, 256);
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_NO_PAIR);
	CU_ASSERT(nothing_changed() && said("0001:81:05.3, the device ua-vf0"));
}

static const struct unit_test tests[] = {
        {"each is named before anything changes", each_is_named_before_anything_changes},
        {"free ones can be named", free_ones_can_be_named},
        {"a VF that is not read", vf_that_is_not_read},
};

UNIT_MAIN("crossing, bad input", tests)
