/* SPDX-License-Identifier: BSD-3-Clause */
/* test_crossing_metadata.c: devices that the domain's metadata names for its pairs. Neighbours:
 * test_pairxml.c, test_crossing_bad.c. */
#include <string.h>

#include "cross_vfs.h"
#include "pairxml.h"
#include "sample_host.h"
#include "tests/unit.h"

#define M2               "52:54:00:00:00:02"
#define PAIRS(inner)     "<v:pairs xmlns:v='" PAIRXML_URI "'>" inner "</v:pairs>"
#define PAIR(mac, inner) "<v:pair mac='" mac "'>" inner "</v:pair>"
#define ON(host, device) "<v:device host='" host "'>" device "</v:device>"
#define ANYWHERE(device) "<v:device>" device "</v:device>"
#define VF(number)       VF_WITH(number, "")
#define VF_WITH(number, inner)                                                                    \
	"<interface type='hostdev' managed='yes'><source><address type='pci' domain='0' bus='1' " \
	"slot='0x10' function='" number "'/></source>" inner "</interface>"
#define POOL "<interface type='network'><source network='vfpool'/></interface>"

static enum outcome
cross_with(const char *metadata, unsigned int pairs, const struct crossing_wish *wish)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.metadata = metadata;
	return cross_on(&hosts, 0, pairs, wish);
}

static bool
got(unsigned int pair, const char *vf)
{
	return strcmp(fake.pairs[pair].host[HOST_DESTINATION], vf) == 0;
}

/* Each has one that comes before it; the source's device, V0, comes last. */
static void
who_comes_first(void)
{
	static const struct crossing_dest_vf given = {.xml = VF("0x2")};
	static const struct crossing_wish wish = {.live = true, .dest_vfs = &given, .ndest_vfs = 1};
	static const char right[] = PAIRS(PAIR(M1, ANYWHERE(VF("0x2")) ON("right", VF("0x4")))),
	                  any[] = PAIRS(PAIR(M1, ON("other", VF("0x4")) ANYWHERE(VF("0x2"))));

	CU_ASSERT_EQUAL(cross_with(right, 1, &wish), OUTCOME_OK);
	CU_ASSERT(got(0, V1));
	CU_ASSERT_EQUAL(cross_with(right, 1, NULL), OUTCOME_OK);
	CU_ASSERT(got(0, V2));
	CU_ASSERT_EQUAL(cross_with(any, 1, NULL), OUTCOME_OK);
	CU_ASSERT(got(0, V1));
	CU_ASSERT_EQUAL(cross_with(PAIRS(""), 1, NULL), OUTCOME_OK);
	CU_ASSERT(got(0, V0));
}

static void
other_hosts_alone_are_noted(void)
{
	CU_ASSERT_EQUAL(cross_with(PAIRS(PAIR(M1, ON("rihgt", VF("0x4")))), 1, NULL), OUTCOME_OK);
	CU_ASSERT(got(0, V0));
	CU_ASSERT_PTR_NOT_NULL(strstr(report.steps[0].note,
	                              "the domain's metadata has devices for " M1 ", none for host right"));
	CU_ASSERT_EQUAL(cross_with(PAIRS(PAIR(M1, ON("right", VF("0x4")))), 1, NULL), OUTCOME_OK);
	CU_ASSERT_PTR_NULL(strstr(report.steps[0].note, "metadata"));
}

/* It goes where the guest goes. */
static void
there_and_back(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.metadata = PAIRS(PAIR(M1, ON("left", VF("0x2")) ON("right", VF("0x4"))));
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT(got(0, V2));
	hosts.swapped = true;
	hosts.has[0] = V2;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(report.destination, "left");
	CU_ASSERT(got(0, V1));
}

/* From a VF to a pool, and the other pair's device is its source's. */
static void
another_kind_for_one_of_two(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.pool[1] = V2;
	hosts.metadata = PAIRS(PAIR(M2, ON("right", POOL)));
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, NULL), OUTCOME_OK);
	CU_ASSERT(got(0, V0) && got(1, V2));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.attached, "network=\"vfpool\""));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.attached, M2));
}

static void
each_is_refused_before_anything_changes(void)
{
	static const struct {
		const char *metadata, *said;
		const char *const *domains;
		const char *network, *vlan;
	} all[] = {
	        {PAIRS("<v:hosts/>"), .said = "<hosts> stands where <pair>"},
	        {PAIRS(PAIR(M1, "<v:device uuid='x'>" POOL "</v:device>")), .said = "attribute uuid"},
	        {PAIRS(PAIR(M1, ANYWHERE("<disk/>"))), .said = "must have one <interface> or <hostdev>"},
	        {PAIRS(PAIR(M1, ANYWHERE(POOL) ANYWHERE(POOL))), .said = "two devices for any host"},
	        {PAIRS(PAIR("52:54:00:00:00:07", ANYWHERE(POOL))),
	         .said = "names the pair 52:54:00:00:00:07"},
	        {PAIRS(PAIR(M1, ANYWHERE("<interface type='network'><mac address='" M2 "'/></interface>"))),
	         .said = "in the domain's metadata has the MAC " M2 " and the pair has " M1},
	        {PAIRS(PAIR(M1, ANYWHERE("<hostdev type='usb'/>"))),
	         .said = "in the domain's metadata is a <hostdev>"},
	        {PAIRS(PAIR(M1, ANYWHERE("<interface><model type='virtio'/></interface>"))),
	         .said = "virtio NIC"},
	        {PAIRS(PAIR(M1, ON("right", VF("0x6")))), .said = "it has no VF 0000:01:10.6"},
	        {PAIRS(PAIR(M1, ANYWHERE(VF("0")))), .said = "VF " V0 " is in use by o", .domains = takes_v0},
	        {PAIRS(PAIR(M1, ANYWHERE(POOL))), .said = "it has no network vfpool", .network = ""},
	        {PAIRS(PAIR(M1, ANYWHERE(VF_WITH("0", "<vlan><tag id='7'/></vlan>")))),
	         .said = "it has the VLAN tag 7 and the pair's VF has 42",
	         .vlan = "<vlan><tag id='42'/></vlan>"},
	        {PAIRS(PAIR(M1, ANYWHERE(VF("0"))) PAIR(M2, ANYWHERE(VF("0")))),
	         .said = "VF " V0 " is given to " M1 " as well"},
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct fake_hosts hosts = both(FAKE_HOSTDEV);

		hosts.metadata = all[i].metadata;
		hosts.domains[HOST_DESTINATION] = all[i].domains;
		hosts.network = all[i].network;
		hosts.vlan = all[i].vlan;
		CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, NULL), OUTCOME_BAD_DEST_VF);
		CU_ASSERT(nothing_changed());
		CU_ASSERT(said(all[i].said) && said("metadata"));
	}
}

/* --dest-vf comes before a device, and does not make metadata right that cannot be read. */
static void
bad_metadata_with_dest_vf(void)
{
	static const struct crossing_dest_vf given = {.xml = VF("0x2")};
	static const struct crossing_wish wish = {.live = true, .dest_vfs = &given, .ndest_vfs = 1};

	CU_ASSERT_EQUAL(cross_with(PAIRS("<v:hosts/>"), 1, &wish), OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("the metadata " PAIRXML_URI " of domain vnf: "));
	CU_ASSERT_EQUAL(cross_with(PAIRS(PAIR(M1, ANYWHERE(VF("0x6")))), 1, &wish), OUTCOME_OK);
	CU_ASSERT(got(0, V1));
}

/* Pairs that stay behind may have devices too. */
static void
one_pair_of_two_by_name(void)
{
	/* That of the other pair can be migrated as it is. */
	static const char *const stays[] = {PF_DEVICE("1", VF0 VF1), VF0_DEVICE(DRIVER("mlx5_vfio_pci")),
	                                    VF1_DEVICE(""), PF_NET, NULL};
	static const struct crossing_wish wish = {.live = true, .vf = "ua-vf1"};
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.devices[HOST_SOURCE] = stays;
	hosts.metadata = PAIRS(PAIR(M1, ANYWHERE(VF("0x2"))) PAIR(M2, ANYWHERE(VF("0x4"))));
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 2, &wish), OUTCOME_OK);
	CU_ASSERT(got(1, V2) && !fake.pairs[0].plugged[HOST_DESTINATION]);
	CU_ASSERT_EQUAL(cross_with(PAIRS(PAIR("52:54:00:00:00:03", ANYWHERE(VF("0x2")))), 2, &wish),
	                OUTCOME_BAD_DEST_VF);
	CU_ASSERT(nothing_changed() && said("names the pair 52:54:00:00:00:03"));
}

/* As after a crossing that ended on its backup. */
static void
pair_without_a_vf_keeps_no_other(void)
{
	static const char note[] = "pair 52:54:00:00:00:07 has no VF now, only its backup";
	static const struct crossing_wish named = {.live = true, .vf = "ua-vf0"};
	struct fake_hosts hosts = both(FAKE_HOSTDEV);
	const char *first;

	hosts.other = "<interface type='bridge'><mac address='52:54:00:00:00:07'/><model "
	              "type='virtio'/></interface>";
	hosts.metadata = PAIRS(PAIR("52:54:00:00:00:07", ON("left", POOL) ANYWHERE(POOL)));
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	first = strstr(report.steps[0].note, note);
	CU_ASSERT_PTR_NOT_NULL_FATAL(first);
	if (first)
		CU_ASSERT_PTR_NULL(strstr(first + 1, note));
	/* The user knows of those that he leaves behind. */
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &named), OUTCOME_OK);
	CU_ASSERT_PTR_NULL(strstr(report.steps[0].note, note));
}

static const struct unit_test tests[] = {
        {"who comes first", who_comes_first},
        {"other hosts alone are noted", other_hosts_alone_are_noted},
        {"there and back", there_and_back},
        {"another kind for one of two", another_kind_for_one_of_two},
        {"each is refused before anything changes", each_is_refused_before_anything_changes},
        {"bad metadata with --dest-vf", bad_metadata_with_dest_vf},
        {"a pair without a VF keeps no other", pair_without_a_vf_keeps_no_other},
        {"one pair of two by name", one_pair_of_two_by_name},
};

UNIT_MAIN("crossing, metadata", tests)
