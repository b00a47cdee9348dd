/* SPDX-License-Identifier: BSD-3-Clause */
/* test_domxml.c: pairs in live XML. */
#include "domxml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample_xml.h"
#include "tests/unit.h"

static struct domxml dom;
static struct err err;

static int
read_as(const char *xml, const char *vf, const char *backup)
{
	memset(&err, 0, sizeof(err));
	return domxml_read(xml, strlen(xml), vf, backup, &dom, &err);
}

static void
pair_by_mac(void)
{
	CU_ASSERT_EQUAL(read_as(DOMAIN(CHANNEL VIRTIO(M1, "ua-b") IGB(M1, "ua-v")), NULL, NULL), 0);
	CU_ASSERT(dom.channel && dom.channel_connected);
	CU_ASSERT_EQUAL_FATAL(dom.npairs, 1);
	CU_ASSERT_STRING_EQUAL(dom.pairs[0].mac, M1);
	CU_ASSERT_STRING_EQUAL(dom.nics[dom.pairs[0].vf].alias, "ua-v");
	CU_ASSERT_STRING_EQUAL(dom.nics[dom.pairs[0].vf].guest, "0000:02:00.0");
	CU_ASSERT_STRING_EQUAL(dom.nics[dom.pairs[0].backup].alias, "ua-b");
	CU_ASSERT_STRING_EQUAL(dom.nics[dom.pairs[0].backup].target, "vnet0");
	CU_ASSERT_FALSE(dom.pairs[0].named);
	CU_ASSERT_PTR_NULL(domxml_lone(&dom, 0));
}

static void
macs_compare_in_any_case(void)
{
	CU_ASSERT_EQUAL(
	        read_as(DOMAIN(VIRTIO("52:54:00:AB:CD:EF", "b") IGB("52:54:00:ab:cd:ef", "v")), NULL, NULL),
	        0);
	CU_ASSERT_EQUAL(dom.npairs, 1);
}

static void
function_passed_through_is_a_vf(void)
{
	CU_ASSERT_EQUAL(read_as(DOMAIN(PASSED(M1) VIRTIO(M1, "net0")), NULL, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(dom.npairs, 1);
	CU_ASSERT_STRING_EQUAL(dom.nics[0].host, "0000:01:10.2");
	CU_ASSERT(dom.nics[0].managed && !dom.nics[1].managed);
	CU_ASSERT_STRING_EQUAL(dom.nics[0].guest, "0000:03:00.0");
	CU_ASSERT_STRING_EQUAL(dom.nics[0].model, "hostdev");
}

static void
network_without_virtio_is_a_vf(void)
{
	CU_ASSERT_EQUAL(read_as(DOMAIN("<interface type='network'><mac address='" M1
	                               "'/><source network='pool'/></interface>" VIRTIO(M1, "b")),
	                        NULL, NULL),
	                0);
	CU_ASSERT_EQUAL_FATAL(dom.npairs, 1);
	CU_ASSERT_STRING_EQUAL(dom.nics[dom.pairs[0].vf].network, "pool");
	CU_ASSERT_FALSE(dom.channel);
}

static void
lone_nics_say_why(void)
{
	CU_ASSERT_EQUAL(read_as(DOMAIN(VIRTIO(M1, "a") IGB(M2, "b") PLAIN), NULL, NULL), 0);
	CU_ASSERT_EQUAL(dom.npairs, 0);
	CU_ASSERT_STRING_EQUAL(domxml_lone(&dom, 0), "no VF has its MAC");
	CU_ASSERT_STRING_EQUAL(domxml_lone(&dom, 1), "no virtio NIC has its MAC");
	CU_ASSERT_PTR_NOT_NULL(strstr(domxml_lone(&dom, 2), "--vf"));
	CU_ASSERT_EQUAL(read_as(DOMAIN(VIRTIO(M1, "a") IGB(M1, "b") IGB(M1, "c")), NULL, NULL), 0);
	CU_ASSERT_EQUAL(dom.npairs, 0);
	CU_ASSERT_STRING_EQUAL(domxml_lone(&dom, 0), "more than two NICs have its MAC");
	CU_ASSERT_EQUAL(read_as(DOMAIN(VIRTIO(M1, "a") VIRTIO(M1, "b")), NULL, NULL), 0);
	CU_ASSERT_STRING_EQUAL(domxml_lone(&dom, 0), "the other NIC of its MAC cannot be a VF");
}

static void
members_by_name(void)
{
	const char *xml = DOMAIN(VIRTIO(M1, "ua-b1") IGB(M1, "ua-v1") VIRTIO(M2, "ua-b2") PLAIN);

	CU_ASSERT_EQUAL(read_as(xml, "ua-v1", NULL), 0);
	CU_ASSERT(dom.npairs == 1 && dom.pairs[0].vf == 1 && dom.pairs[0].backup == 0 && dom.pairs[0].named);
	CU_ASSERT_EQUAL(read_as(xml, M1, NULL), 0);
	CU_ASSERT(dom.npairs == 1 && dom.pairs[0].vf == 1);
	CU_ASSERT_EQUAL(read_as(xml, NULL, "ua-b1"), 0);
	CU_ASSERT(dom.npairs == 1 && dom.pairs[0].vf == 1);
	CU_ASSERT_EQUAL(read_as(xml, "vnet1", NULL), 0);
	CU_ASSERT_EQUAL(dom.pairs[0].vf, 1);
	CU_ASSERT_EQUAL(read_as(xml, "hostdev1", "ua-b2"), 0);
	CU_ASSERT(dom.npairs == 1 && dom.pairs[0].vf == 3 && dom.pairs[0].backup == 2);
	CU_ASSERT_STRING_EQUAL(dom.pairs[0].mac, M2);
}

static void
wrong_names_are_refused(void)
{
	static const char *const wrong[][2] = {{"nosuch", NULL},   {NULL, "nosuch"}, {"ua-v1", "ua-b2"},
	                                       {"hostdev1", NULL}, {"", NULL},       {NULL, "ua-v1"},
	                                       {"ua-b1", "ua-b1"}, {M2, NULL},       {"ua-b1", NULL}};
	const char *xml = DOMAIN(VIRTIO(M1, "ua-b1") IGB(M1, "ua-v1") VIRTIO(M2, "ua-b2") PLAIN);

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		CU_ASSERT_EQUAL(read_as(xml, wrong[i][0], wrong[i][1]), -2);
		CU_ASSERT(err.text[0] != '\0');
		CU_ASSERT_EQUAL(dom.npairs, 0);
	}
}

/* A VF of a pool may say virtio; its backup is, and has a MAC. */
static void
backup_of_a_named_vf_is_virtio(void)
{
	CU_ASSERT_EQUAL(read_as(DOMAIN(IGB(M1, "i") VIRTIO(M1, "ua-v") VIRTIO(M1, "ua-b")), "ua-v", NULL), 0);
	CU_ASSERT(dom.npairs == 1 && dom.pairs[0].vf == 1 && dom.pairs[0].backup == 2);
	CU_ASSERT_EQUAL(read_as(DOMAIN("<interface type='bridge'><model type='virtio'/><alias name='ua-b'/>"
	                               "</interface>" PLAIN),
	                        "hostdev1", "ua-b"),
	                -2);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "the backup ua-b has no MAC"));
}

static void
name_that_fits_two_is_refused(void)
{
	CU_ASSERT_EQUAL(read_as(DOMAIN(VIRTIO(M1, "b") IGB(M1, "v1") IGB(M1, "v2")), M1, NULL), -2);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "fits two NICs"));
}

static void
what_is_no_domain_is_refused(void)
{
	static const char *const bad[] = {
	        "",
	        "<domain",
	        "<domain/>",
	        "<network><devices/></network>",
	        "<!DOCTYPE domain [<!ENTITY a 'aaaa'>]><domain><devices>&a;</devices></domain>",
	        "<!DOCTYPE domain SYSTEM 'file:///etc/passwd'><domain><devices/></domain>",
	        "<domain><devices>&undefined;</devices></domain>",
	        "\xff\xfe<domain><devices/></domain>",
	};
	char *huge = malloc(DOMXML_SIZE_MAX + 2);

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CU_ASSERT(read_as(bad[i], NULL, NULL) < 0);
		CU_ASSERT(err.text[0] != '\0');
	}
	CU_ASSERT_FATAL(huge != NULL);
	memset(huge, ' ', DOMXML_SIZE_MAX + 1);
	huge[DOMXML_SIZE_MAX + 1] = '\0';
	CU_ASSERT(read_as(huge, NULL, NULL) < 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "longer than the limit"));
	free(huge);
}

static void
many_nics_and_long_texts_are_bounded(void)
{
	size_t size = 0;
	char *xml = NULL;
	FILE *to = open_memstream(&xml, &size);

	CU_ASSERT_FATAL(to != NULL);
	fprintf(to, "<domain><devices>");
	for (unsigned int i = 0; i < 200; i++)
		for (unsigned int vf = 0; vf < 2; vf++)
			fprintf(to,
			        "<interface type='bridge'><mac address='52:54:00:00:01:%02x'/><model "
			        "type='%s'/><alias "
			        "name='ua-%0200u'/></interface>",
			        i, vf ? "igb" : "virtio", i);
	fprintf(to, "</devices></domain>");
	fclose(to);
	CU_ASSERT_EQUAL(read_as(xml, NULL, NULL), 0);
	CU_ASSERT_EQUAL(dom.nnics, DOMXML_NICS_MAX);
	CU_ASSERT_EQUAL(dom.npairs, WIRE_PAIRS_MAX);
	CU_ASSERT_EQUAL(strlen(dom.nics[0].alias), sizeof(dom.nics[0].alias) - 1);
	free(xml);
}

static void
odd_addresses_are_none(void)
{
	CU_ASSERT_EQUAL(
	        read_as(DOMAIN("<interface type='bridge'><mac address='x'/><address type='pci' bus='zz' "
	                       "slot='0' function='0'/></interface><interface type='bridge'><mac "
	                       "address='01:00:00:00:00:00'/><address type='pci' bus='0x100' slot='0' "
	                       "function='0'/></interface>"),
	                NULL, NULL),
	        0);
	CU_ASSERT_EQUAL(dom.nnics, 2);
	for (unsigned int i = 0; i < 2; i++) {
		CU_ASSERT_STRING_EQUAL(dom.nics[i].mac, "");
		CU_ASSERT_STRING_EQUAL(dom.nics[i].guest, "");
	}
}

static void
found_again_by_what_stays(void)
{
	struct domxml_nic like;

	read_as(DOMAIN(VIRTIO(M1, "ua-b") IGB(M1, "ua-v") PLAIN), NULL, NULL);
	like = dom.nics[1];
	read_as(DOMAIN(VIRTIO(M1, "ua-b") IGB(M1, "ua-other")), NULL, NULL);
	CU_ASSERT_PTR_NULL(domxml_find(&dom, &like));
	(void)snprintf(like.alias, sizeof(like.alias), "net7");
	CU_ASSERT_PTR_EQUAL(domxml_find(&dom, &like), &dom.nics[1]);
	read_as(DOMAIN(VIRTIO(M1, "ua-b")), NULL, NULL);
	CU_ASSERT_PTR_NULL(domxml_find(&dom, &like));
	read_as(DOMAIN(PLAIN), NULL, NULL);
	like = dom.nics[0];
	like.alias[0] = '\0';
	CU_ASSERT_PTR_EQUAL(domxml_find(&dom, &like), &dom.nics[0]);
}

#define FORTY "0123456789012345678901234567890123456789"

static void
long_texts_are_cut_between_characters(void)
{
	CU_ASSERT_EQUAL(
	        read_as(DOMAIN("<interface type='network'><source network='" FORTY
	                       "0123456789012345678901\u00e9x'/><alias name='" FORTY FORTY "'/></interface>"),
	                NULL, NULL),
	        0);
	CU_ASSERT_STRING_EQUAL(dom.nics[0].network, FORTY "0123456789012345678901");
	CU_ASSERT_STRING_EQUAL(dom.nics[0].alias, FORTY "01234567890123456789012");
}

static const struct unit_test tests[] = {
        {"a pair by MAC", pair_by_mac},
        {"MACs compare in any case", macs_compare_in_any_case},
        {"a function passed through is a VF", function_passed_through_is_a_vf},
        {"a network without virtio is a VF", network_without_virtio_is_a_vf},
        {"lone NICs say why", lone_nics_say_why},
        {"members by name", members_by_name},
        {"the backup of a named VF is virtio", backup_of_a_named_vf_is_virtio},
        {"long texts are cut between characters", long_texts_are_cut_between_characters},
        {"wrong names are refused", wrong_names_are_refused},
        {"a name that fits two is refused", name_that_fits_two_is_refused},
        {"what is no domain is refused", what_is_no_domain_is_refused},
        {"many NICs and long texts are bounded", many_nics_and_long_texts_are_bounded},
        {"odd addresses are none", odd_addresses_are_none},
        {"found again by what stays", found_again_by_what_stays},
};

UNIT_MAIN("domxml", tests)
