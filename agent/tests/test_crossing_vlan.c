/* SPDX-License-Identifier: BSD-3-Clause */
/* test_crossing_vlan.c: crossings of pairs whose members, device for the destination and network have a VLAN
 * tag or none. test_crossing_unfit.c has what else is refused. */
#include <string.h>

#include "cross_vfs.h"
#include "sample_host.h"
#include "tests/unit.h"

#define TAG(id)   "<vlan><tag id='" id "'/></vlan>"
#define NIC(vlan) "<interface type='network'><source network='vfpool'/>" vlan "</interface>"
#define POOL(vlan)                                                                                           \
	"<network connections='0'><name>vfpool</name><forward mode='hostdev'>" VF0 VF1 VF2 "</forward>" vlan \
	"</network>"

static void
members_have_one_tag(void)
{
	struct fake_hosts hosts = both(FAKE_POOL);

	hosts.vlan = TAG("42");
	hosts.backup_vlan = TAG("43");
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_UNFIT_VF);
	CU_ASSERT(nothing_changed() && said("the VF in 42 and the backup in 43"));
	hosts.backup_vlan = hosts.vlan;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.attached, "<tag id=\"42\"/>"));
	hosts.backup_vlan = NULL;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note, "only the VF of " M1 " has a VLAN tag (42)"));
}

static void
given_device_has_the_same(void)
{
	struct fake_hosts hosts = both(FAKE_POOL);

	CU_ASSERT_EQUAL(cross_given(&hosts, NIC(TAG("7"))), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("VLAN tag 7 and the pair's VF has none"));
	hosts.vlan = TAG("42");
	CU_ASSERT_EQUAL(cross_given(&hosts, NIC(TAG("7"))), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("VLAN tag 7 and the pair's VF has 42"));
	CU_ASSERT_EQUAL(cross_given(&hosts, NIC(TAG("42"))), OUTCOME_OK);
	CU_ASSERT_EQUAL(cross_given(&hosts, NIC("")), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.attached, "<tag id=\"42\"/>"));
}

static void
next_start_would_have_another(void)
{
	struct fake_hosts hosts = both(FAKE_POOL);

	hosts.vlan = TAG("42");
	hosts.next_vlan = TAG("7");
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_UNFIT_VF);
	CU_ASSERT(nothing_changed() && said("the device ua-vf0 of domain vnf") && said("VLAN tag 7"));
}

/* A NIC without a tag gets that of its network. */
static void
networks_have_tags(void)
{
	struct fake_hosts hosts = both(FAKE_POOL);

	hosts.network = POOL(TAG("42"));
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_UNFIT_VF);
	CU_ASSERT(nothing_changed() && said("network vfpool gives its VFs the VLAN tag 42"));
	CU_ASSERT_EQUAL(cross_given(&hosts, NIC("")), OUTCOME_BAD_DEST_VF);
	/* One that is not free yet may be by then. */
	hosts.domains[HOST_DESTINATION] = takes_all;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_UNFIT_VF);
	hosts.domains[HOST_DESTINATION] = NULL;
	hosts.vlan = TAG("43");
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
}

/* Its portgroup's comes before that. */
static void
portgroups_have_tags(void)
{
	struct fake_hosts hosts = both(FAKE_POOL);

	hosts.network = POOL("<portgroup name='a'>" TAG(
	        "42") "</portgroup><portgroup name='b' default='yes'>" TAG("43") "</portgroup>");
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_UNFIT_VF);
	CU_ASSERT(nothing_changed() && said("network vfpool gives its VFs the VLAN tag 43"));
	CU_ASSERT_EQUAL(cross_given(&hosts, "<interface type='network'><source network='vfpool' "
	                                    "portgroup='a'/></interface>"),
	                OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("network vfpool gives its VFs the VLAN tag 42"));
}

/* What tag a plain <hostdev> has on the source stands in no XML. */
static void
plain_hostdev_hides_its_tag(void)
{
	const struct crossing_dest_vf tagged = {.xml = NIC(TAG("42"))}, untagged = {.xml = NIC("")};
	struct crossing_wish wish = {
	        .live = true, .vf = "ua-vf0", .backup = "net0", .dest_vfs = &tagged, .ndest_vfs = 1};
	struct fake_hosts hosts = both(FAKE_PLAIN);

	hosts.backup_vlan = TAG("43");
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &wish), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("the VF in 42 and the backup in 43"));
	hosts.backup_vlan = TAG("42");
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &wish), OUTCOME_OK);
	wish.dest_vfs = &untagged;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &wish), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note, "only the backup of " M1 " has a VLAN tag (42)"));
	hosts.network = POOL(TAG("42"));
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &wish), OUTCOME_OK);
	hosts.network = POOL(TAG("43"));
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &wish), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("VLAN tag 43, and the pair's backup has another"));
	wish.ndest_vfs = 0;
	hosts.devices[HOST_DESTINATION] = with_mac;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &wish), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note, "only the backup of " M1 " has a VLAN tag (42)"));
}

static const struct unit_test tests[] = {
        {"members have one tag", members_have_one_tag},
        {"a given device has the same", given_device_has_the_same},
        {"the next start would have another", next_start_would_have_another},
        {"networks have tags", networks_have_tags},
        {"portgroups have tags", portgroups_have_tags},
        {"a plain hostdev hides its tag", plain_hostdev_hides_its_tag},
};

UNIT_MAIN("crossing, VLAN", tests)
