/* SPDX-License-Identifier: BSD-3-Clause */
/* test_crossing_vfs.c: crossings between hosts with VFs: which one the guest gets there, and what is refused
 * before anything changes. */
#include <string.h>

#include "cross.h"
#include "sample_host.h"
#include "tests/unit.h"

#define M1 "52:54:00:00:00:01"
#define V0 "0000:01:10.0"
#define V1 "0000:01:10.2"
#define V2 "0000:01:10.4"

static const char *const three[] = {PF_DEVICE("1", VF0 VF1 VF2),
                                    VF0_DEVICE(DRIVER("igbvf")),
                                    VF1_DEVICE(DRIVER("igbvf")),
                                    VF2_DEVICE(DRIVER("igbvf")),
                                    PF_NET,
                                    NULL};
static const char *const none[] = {PF_DEVICE("1", ""), PF_NET, NULL};
static const char *const no_pf[] = {BRIDGE_DEVICE, NULL};
/* The second VF shows the MAC of the first pair, as after `ip link set eth2 vf 1 mac`. */
static const char *const with_mac[] = {PF_DEVICE("1", VF0 VF1),
                                       VF0_DEVICE(DRIVER("igbvf")),
                                       VF1_DEVICE(DRIVER("igbvf")),
                                       PF_NET,
                                       NET_DEVICE("pci_0000_01_10_2", "eth4", M1, "down"),
                                       NULL};
static const char *const takes_v0[] = {USES("o", "52:54:00:00:00:99", "0x10", "0x0", ""), NULL};
static const char *const takes_all[] = {USES("o", "52:54:00:00:00:97", "0x10", "0x0", ""),
                                        USES("o", "52:54:00:00:00:98", "0x10", "0x2", ""),
                                        USES("o", "52:54:00:00:00:99", "0x10", "0x4", ""), NULL};

static const struct crossing_wish must = {.live = true, .require_vf = true};

/* Three VFs on either host; the guest has the first ones. */
static struct fake_hosts
both(enum fake_kind kind)
{
	return (struct fake_hosts){
	        .kind = kind, .devices = {three, three}, .has = {V0, V1}, .pool = {V1, V2}};
}

static enum outcome
cross_given(const struct fake_hosts *hosts, const char *xml)
{
	const struct crossing_dest_vf given = {.xml = xml};
	const struct crossing_wish wish = {.live = true, .dest_vfs = &given, .ndest_vfs = 1};

	return cross_on(hosts, 0, 1, &wish);
}

static bool
nothing_changed(void)
{
	return fake.prepares == 0 && fake.pairs[0].detaches == 0 && fake.pairs[0].plugged[HOST_SOURCE];
}

static bool
said(const char *text)
{
	if (!strstr(err.text, text))
		printf("\n    \"%s\"", err.text);
	return strstr(err.text, text) != NULL;
}

static void
same_address_when_it_is_free(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.tries, 1);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V0);
}

static void
another_one_when_it_is_taken(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.domains[HOST_DESTINATION] = takes_v0;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.tries, 1);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V1);
}

/* As when another crossing, or an administrator, took it after the checks. */
static void
failed_ones_are_set_aside(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.broken[0] = V0;
	hosts.broken[1] = V1;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.tries, 3);
	CU_ASSERT_STRING_EQUAL(fake.tried[0], V0);
	CU_ASSERT_STRING_EQUAL(fake.tried[1], V1);
	CU_ASSERT_STRING_EQUAL(fake.tried[2], V2);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V2);
	for (unsigned int i = 0; i < report.nsteps; i++)
		if (strcmp(report.steps[i].name, "attach") == 0)
			CU_ASSERT_PTR_NOT_NULL(
			        strstr(report.steps[i].note, V0 " set aside; " V1 " set aside"));
	hosts.broken[2] = V2;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_THERE_ON_BACKUP);
	/* All, then all anew. */
	CU_ASSERT_EQUAL(fake.tries, 5);
	CU_ASSERT_STRING_EQUAL(fake.tried[3], V0);
}

static void
pairs_never_share_one(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.domains[HOST_DESTINATION] = takes_v0;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &must), OUTCOME_OK);
	CU_ASSERT_STRING_NOT_EQUAL(fake.pairs[0].host[HOST_DESTINATION],
	                           fake.pairs[1].host[HOST_DESTINATION]);
	hosts.broken[0] = V1;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, NULL), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT(fake.pairs[0].plugged[HOST_DESTINATION] != fake.pairs[1].plugged[HOST_DESTINATION]);
}

static void
none_free(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.domains[HOST_DESTINATION] = takes_all;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_NO_VF);
	CU_ASSERT(nothing_changed() && said("PF eth2 has 3 VFs and none is free"));
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_THERE_ON_BACKUP);
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note, "none is free"));
	CU_ASSERT(fake.tries == 0 && said("none is free"));
	hosts.domains[HOST_DESTINATION] = NULL;
	hosts.devices[HOST_DESTINATION] = none;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_NO_VF);
	CU_ASSERT(nothing_changed() && said("its PF eth2 has no VFs"));
	hosts.devices[HOST_DESTINATION] = no_pf;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_NO_VF);
	CU_ASSERT(nothing_changed() && said("no PF that could have any"));
	hosts.devices[HOST_DESTINATION] = NULL;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note, "host right does not say which VFs it has"));
}

/* What can go wrong with emulated VFs, with real ones. */
static void
every_fault_ends(void)
{
	for (enum fake_kind kind = FAKE_HOSTDEV; kind <= FAKE_POOL; kind++)
		for (unsigned int fault = 0; fault < FAKE_FAULTS; fault++) {
			struct fake_hosts hosts = both(kind);
			const struct crossing_wish named = {.live = true, .vf = "ua-vf0", .backup = "net0"};
			enum outcome outcome;
			bool vf;

			hosts.devices[HOST_DESTINATION] = with_mac;
			outcome = cross_on(&hosts, 1ull << fault, 1, &named);
			vf = fake.pairs[0].path == WIRE_PATH_VF;
			CU_ASSERT(report.marks.end - report.marks.start < 600000000);
			CU_ASSERT_EQUAL(fake.tasks, 0);
			CU_ASSERT(outcome != OUTCOME_OK || (fake.pairs[0].plugged[HOST_DESTINATION] && vf));
			CU_ASSERT(outcome != OUTCOME_BACK_ON_VF ||
			          (fake.pairs[0].plugged[HOST_SOURCE] && vf));
			CU_ASSERT(outcome != OUTCOME_THERE_ON_BACKUP || !vf);
		}
}

static void
way_back_takes_another_one(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	CU_ASSERT_EQUAL(cross_on(&hosts, F(MIGRATE_FAILS), 1, NULL), OUTCOME_BACK_ON_VF);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_SOURCE], V0);
	CU_ASSERT_EQUAL(cross_on(&hosts, F(MIGRATE_FAILS) | F(ATTACH_FAILS_ONCE), 1, NULL),
	                OUTCOME_BACK_ON_VF);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_SOURCE], V1);
}

static void
pool_gives_what_it_has(void)
{
	struct fake_hosts hosts = both(FAKE_POOL);

	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.attached, "network=\"vfpool\""));
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V1);
	hosts.network = "<network connections='2'><name>vfpool</name><forward mode='hostdev'>" VF0 VF1
	                "</forward></network>";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_NO_VF);
	CU_ASSERT(nothing_changed() && said("network vfpool has 2 VFs and all are in use"));
	hosts.network = "<network connections='1'><name>vfpool</name><forward mode='hostdev'>" VF0 VF1
	                "</forward></network>";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &must), OUTCOME_NO_VF);
	CU_ASSERT(nothing_changed() && said("has 2 VFs, 1 in use, and the guest's pairs want 2"));
	hosts.network = "<network><name>vfpool</name><forward mode='nat'/></network>";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_UNFIT_VF);
	CU_ASSERT(nothing_changed() && said("network vfpool is no pool of VFs"));
	CU_ASSERT_EQUAL(
	        cross_given(&hosts, "<interface type='network'><source network='vfpool'/></interface>"),
	        OUTCOME_BAD_DEST_VF);
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
	hosts.devices[HOST_DESTINATION] = NULL;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &named), OUTCOME_UNFIT_VF);
	CU_ASSERT(nothing_changed() && said("cannot be known"));
}

static void
given_vfs_that_cannot_be_had(void)
{
	static const struct {
		const char *function, *said;
	} all[] = {
	        {"bus='1' slot='0x10' function='0'", "VF " V0 " is in use by other"},
	        {"bus='1' slot='0x10' function='6'", "it has no VF 0000:01:10.6"},
	        {"bus='1' slot='0' function='0'", "0000:01:00.0 is a PF: name one of its VFs"},
	};
	struct fake_hosts hosts = both(FAKE_HOSTDEV);
	char xml[256];

	hosts.domains[HOST_DESTINATION] = takes_v0;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		snprintf(xml, sizeof(xml),
		         "<interface type='hostdev'><source><address type='pci' domain='0' %s/></source>"
		         "</interface>",
		         all[i].function);
		CU_ASSERT_EQUAL(cross_given(&hosts, xml), OUTCOME_BAD_DEST_VF);
		CU_ASSERT(nothing_changed() && said(all[i].said) &&
		          said("host right cannot take the VF of " M1));
	}
	CU_ASSERT_EQUAL(cross_given(&hosts,
	                            "<interface type='hostdev'><source>"
	                            "<address type='pci' domain='0' bus='1' slot='0x10' function='4'/>"
	                            "</source></interface>"),
	                OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V2);
	hosts.devices[HOST_DESTINATION] = none;
	CU_ASSERT_EQUAL(cross_given(&hosts, xml), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("is a PF without VFs"));
}

#define GIVE(function)                                                                          \
	"<interface type='hostdev'><source><address type='pci' domain='0' bus='1' slot='0x10' " \
	"function='" function "'/></source></interface>"

static void
one_given_for_each_pair(void)
{
	const struct crossing_dest_vf each[] = {{"52:54:00:00:00:02", GIVE("0")}, {M1, GIVE("4")}},
	                              twice[] = {{M1, GIVE("4")}, {"52:54:00:00:00:02", GIVE("4")}},
	                              same[] = {{M1, GIVE("4")}, {M1, GIVE("0")}},
	                              alien[] = {{"52:54:00:00:00:07", GIVE("4")}};
	struct fake_hosts hosts = both(FAKE_HOSTDEV);
	struct crossing_wish wish = {.live = true, .dest_vfs = each, .ndest_vfs = 2};

	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &wish), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], V2);
	CU_ASSERT_STRING_EQUAL(fake.pairs[1].host[HOST_DESTINATION], V0);
	wish.dest_vfs = twice;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &wish), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("VF " V2 " is given to " M1 " as well"));
	wish.dest_vfs = same;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &wish), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("given twice for the pair " M1));
	wish = (struct crossing_wish){.live = true, .dest_vfs = alien, .ndest_vfs = 1};
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &wish), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("names the pair 52:54:00:00:00:07"));
}

static void
vlan_tags(void)
{
	struct fake_hosts hosts = both(FAKE_POOL);

	hosts.vlan = "<vlan><tag id='42'/></vlan>";
	hosts.backup_vlan = "<vlan><tag id='43'/></vlan>";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_UNFIT_VF);
	CU_ASSERT(nothing_changed() && said("the VF in 42 and the backup in 43"));
	hosts.backup_vlan = hosts.vlan;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.attached, "<tag id=\"42\"/>"));
	hosts.backup_vlan = NULL;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note, "only the VF of " M1 " has a VLAN tag (42)"));
	CU_ASSERT_EQUAL(cross_given(&hosts, "<interface type='network'><source network='other'/><vlan><tag "
	                                    "id='7'/></vlan></interface>"),
	                OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("VLAN tag 7 and the pair's VF has 42"));
}

static void
source_device_that_is_no_vf(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.has[0] = "0000:03:00.0";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_NO_PAIR);
	CU_ASSERT(nothing_changed() &&
	          said("0000:03:00.0, the device ua-vf0 of domain vnf, is no VF of host left"));
}

static void
report_tells_which_vfs(void)
{
	struct fake_hosts hosts = both(FAKE_POOL);
	const struct report_pair *pair = &report.pairs[0];

	hosts.vlan = hosts.backup_vlan = "<vlan><tag id='42'/></vlan>";
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_EQUAL(pair->vlan, 42);
	CU_ASSERT_STRING_EQUAL(pair->source_vf.host, "left");
	CU_ASSERT_STRING_EQUAL(pair->source_vf.pci, V0);
	CU_ASSERT_EQUAL(pair->source_vf.index, 0);
	CU_ASSERT_STRING_EQUAL(pair->destination_vf.host, "right");
	CU_ASSERT_STRING_EQUAL(pair->destination_vf.pci, V1);
	CU_ASSERT_STRING_EQUAL(pair->destination_vf.pf, "0000:01:00.0");
	CU_ASSERT_STRING_EQUAL(pair->destination_vf.pf_netdev, "eth2");
	CU_ASSERT_EQUAL(pair->destination_vf.index, 1);
	/* What the host does not say is not told. */
	hosts.devices[HOST_DESTINATION] = NULL;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(pair->destination_vf.pci, V1);
	CU_ASSERT_STRING_EQUAL(pair->destination_vf.pf, "");
	CU_ASSERT_EQUAL(pair->destination_vf.index, -1);
	CU_ASSERT_EQUAL(cross(0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(pair->source_vf.pci, "");
}

static const struct unit_test tests[] = {
        {"the report tells which VFs", report_tells_which_vfs},
        {"the same address when it is free", same_address_when_it_is_free},
        {"another one when it is taken", another_one_when_it_is_taken},
        {"failed ones are set aside", failed_ones_are_set_aside},
        {"pairs never share one", pairs_never_share_one},
        {"none free", none_free},
        {"every fault ends", every_fault_ends},
        {"the way back takes another one", way_back_takes_another_one},
        {"a pool gives what it has", pool_gives_what_it_has},
        {"a plain hostdev needs its MAC there", plain_hostdev_needs_its_mac_there},
        {"given VFs that cannot be had", given_vfs_that_cannot_be_had},
        {"one given for each pair", one_given_for_each_pair},
        {"VLAN tags", vlan_tags},
        {"a source device that is no VF", source_device_that_is_no_vf},
};

UNIT_MAIN("crossing, VFs", tests)
