/* SPDX-License-Identifier: BSD-3-Clause */
/* test_domxml.c: pairs in live XML, and the device XML made from it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devxml.h"
#include "domxml.h"
#include "tests/unit.h"

#define DOMAIN(nics)                                                                                         \
	"<domain type='kvm' id='3'><name>vnf</name><os><type arch='x86_64' machine='pc-q35-10.0'>hvm</type>" \
	"</os><devices><emulator>/usr/bin/qemu-system-x86_64</emulator>" nics "</devices></domain>"
#define CHANNEL "<channel type='unix'><target type='virtio' name='org.vferry.0' state='connected'/></channel>"
#define VIRTIO(mac, alias)                                                                               \
	"<interface type='bridge'><mac address='" mac "'/><source bridge='br0'/><target dev='vnet0'/>"   \
	"<model type='virtio'/><alias name='" alias "'/><address type='pci' domain='0x0000' bus='0x01' " \
	"slot='0x00' function='0x0'/></interface>"
#define IGB(mac, alias)                                                                                \
	"<interface type='bridge'><mac address='" mac "'/><source bridge='br0'/><target dev='vnet1'/>" \
	"<model type='igb'/><alias name='" alias "'/><address type='pci' domain='0x0000' bus='0x02' "  \
	"slot='0x00' function='0x0'/></interface>"
#define PASSED(mac)                                                                                     \
	"<interface type='hostdev' managed='yes'><mac address='" mac "'/><driver name='vfio'/><source>" \
	"<address type='pci' domain='0x0000' bus='0x01' slot='0x10' function='0x2'/></source>"          \
	"<alias name='hostdev0'/><address type='pci' domain='0x0000' bus='0x03' slot='0x00' "           \
	"function='0x0'/></interface>"
#define PLAIN                                                                                       \
	"<hostdev mode='subsystem' type='pci' managed='yes'><driver name='vfio'/><source><address " \
	"domain='0x0000' bus='0x01' slot='0x10' function='0x4'/></source><alias name='hostdev1'/>"  \
	"<address type='pci' domain='0x0000' bus='0x04' slot='0x00' function='0x0'/></hostdev>"
#define M1 "52:54:00:00:00:01"
#define M2 "52:54:00:00:00:02"

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
	                                       {"ua-b1", "ua-b1"}, {M2, NULL}};
	const char *xml = DOMAIN(VIRTIO(M1, "ua-b1") IGB(M1, "ua-v1") VIRTIO(M2, "ua-b2") PLAIN);

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		CU_ASSERT_EQUAL(read_as(xml, wrong[i][0], wrong[i][1]), -2);
		CU_ASSERT(err.text[0] != '\0');
		CU_ASSERT_EQUAL(dom.npairs, 0);
	}
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

static char *
derived(const char *xml, unsigned int nic)
{
	struct devxml device;

	CU_ASSERT_EQUAL_FATAL(read_as(xml, NULL, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(devxml_derive(xml, strlen(xml), &dom.nics[nic], &device, &err), 0);
	return device.text;
}

static void
device_leaves_the_host_behind(void)
{
	char *text = derived(DOMAIN(IGB(M1, "net1")), 0);

	CU_ASSERT_STRING_EQUAL(text, "<interface type=\"bridge\"><mac address=\"" M1
	                             "\"/><source bridge=\"br0\"/><model type=\"igb\"/></interface>");
	free(text);
	text = derived(DOMAIN(IGB(M1, "ua-vf0")), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "<alias name=\"ua-vf0\"/>"));
	free(text);
	text = derived(DOMAIN(PASSED(M1)), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "slot=\"0x10\" function=\"0x2\""));
	CU_ASSERT_PTR_NULL(strstr(text, "bus=\"0x03\""));
	CU_ASSERT_PTR_NULL(strstr(text, "hostdev0"));
	free(text);
	text = derived(DOMAIN("<interface type='network'><mac address='" M1
	                      "'/><source network='pool' portid='x' bridge='virbr0'/><actual type='hostdev'/>"
	                      "<target dev='tap0' managed='no'/></interface>"),
	               0);
	CU_ASSERT_STRING_EQUAL(text, "<interface type=\"network\"><mac address=\"" M1
	                             "\"/><source network=\"pool\"/><target dev=\"tap0\" managed=\"no\"/>"
	                             "</interface>");
	free(text);
}

static void
device_that_is_not_there(void)
{
	const struct domxml_nic like = {.mac = M2, .vf = true};
	const char *xml = DOMAIN(IGB(M1, "net1"));
	struct devxml device;

	CU_ASSERT_EQUAL(devxml_derive(xml, strlen(xml), &like, &device, &err), -2);
	CU_ASSERT_PTR_NULL(device.text);
	CU_ASSERT(devxml_derive("<", 1, &like, &device, &err) < 0);
}

static int
given(const char *text, struct devxml *device)
{
	static const struct domxml_nic vf = {.mac = M1, .alias = "ua-vf0", .vf = true};

	memset(&err, 0, sizeof(err));
	return devxml_given(text, strlen(text), &vf, M1, device, &err);
}

static void
given_device_gets_mac_and_alias(void)
{
	struct devxml device;

	CU_ASSERT_EQUAL(given("<interface type='network'><source network='pool'/></interface>", &device), 0);
	CU_ASSERT_STRING_EQUAL(device.nic.mac, M1);
	CU_ASSERT_STRING_EQUAL(device.nic.alias, "ua-vf0");
	CU_ASSERT_STRING_EQUAL(device.nic.network, "pool");
	devxml_clear(&device);
	CU_ASSERT_EQUAL(given("<interface type='bridge'><mac address='" M1
	                      "'/><model type='igb'/><alias name='ua-mine'/></interface>",
	                      &device),
	                0);
	CU_ASSERT_STRING_EQUAL(device.nic.alias, "ua-mine");
	devxml_clear(&device);
	CU_ASSERT_EQUAL(given("<interface type='bridge'><model type='igb'/><alias name='net0'/></interface>",
	                      &device),
	                0);
	CU_ASSERT_STRING_EQUAL(device.nic.alias, "ua-vf0");
	devxml_clear(&device);
	CU_ASSERT_EQUAL(given(PLAIN, &device), 0);
	CU_ASSERT_STRING_EQUAL(device.nic.host, "0000:01:10.4");
	devxml_clear(&device);
	devxml_clear(&device);
}

static void
bad_given_devices_are_refused(void)
{
	static const char *const bad[] = {
	        "",
	        "   ",
	        "nonsense",
	        "<interface type='bridge'>",
	        "<interface/><interface/>",
	        "<disk type='file'/>",
	        "<hostdev type='usb'/>",
	        "<domain><devices><interface/></devices></domain>",
	        (IGB(M2, "ua-vf0")),
	        "<interface type='bridge'><mac address='junk'/><model type='igb'/></interface>",
	        "<interface type='bridge'><model type='virtio'/></interface>",
	        "<!DOCTYPE interface [<!ENTITY a 'b'>]><interface type='bridge'/>",
	};
	struct devxml device;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CU_ASSERT_EQUAL(given(bad[i], &device), -22);
		CU_ASSERT_PTR_NULL(device.text);
		CU_ASSERT_EQUAL(strncmp(err.text, "--dest-vf ", 10), 0);
	}
}

static void
probe_domain_holds_the_device_alone(void)
{
	const char *xml = DOMAIN(VIRTIO(M1, "a") IGB(M1, "b"));
	struct devxml device = {.text = "<interface type='bridge'/>"};
	char *probe = devxml_probe_domain(xml, strlen(xml), &device, &err);

	CU_ASSERT_PTR_NOT_NULL_FATAL(probe);
	if (!probe)
		return;
	CU_ASSERT_PTR_NOT_NULL(strstr(probe, "machine='pc-q35-10.0'"));
	CU_ASSERT_PTR_NOT_NULL(strstr(probe, "<domain type='kvm'>"));
	CU_ASSERT_EQUAL(read_as(probe, NULL, NULL), 0);
	CU_ASSERT_EQUAL(dom.nnics, 1);
	free(probe);
}

static const struct unit_test tests[] = {
        {"a pair by MAC", pair_by_mac},
        {"MACs compare in any case", macs_compare_in_any_case},
        {"a function passed through is a VF", function_passed_through_is_a_vf},
        {"a network without virtio is a VF", network_without_virtio_is_a_vf},
        {"lone NICs say why", lone_nics_say_why},
        {"members by name", members_by_name},
        {"wrong names are refused", wrong_names_are_refused},
        {"what is no domain is refused", what_is_no_domain_is_refused},
        {"many NICs and long texts are bounded", many_nics_and_long_texts_are_bounded},
        {"odd addresses are none", odd_addresses_are_none},
        {"found again by what stays", found_again_by_what_stays},
        {"a device leaves its host behind", device_leaves_the_host_behind},
        {"a device that is not there", device_that_is_not_there},
        {"a given device gets MAC and alias", given_device_gets_mac_and_alias},
        {"bad given devices are refused", bad_given_devices_are_refused},
        {"the probe domain holds the device alone", probe_domain_holds_the_device_alone},
};

UNIT_MAIN("domxml", tests)
