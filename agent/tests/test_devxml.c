/* SPDX-License-Identifier: BSD-3-Clause */
/* test_devxml.c: the device XML made from a live XML, or from what the user gave. */
#include "devxml.h"

#include <errno.h>
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
	text = derived(DOMAIN("<interface><address/><alias name='a'/><alias name='ua-b'/></interface>"), 0);
	CU_ASSERT_STRING_EQUAL(text, "<interface><alias name=\"ua-b\"/></interface>");
	free(text);
}

#define BACKUP                                                                                               \
	"<interface type='network'><mac address='" M1 "'/><source network='default'/><model type='virtio'/>" \
	"<address type='pci' domain='0' bus='1' slot='0' function='0'/></interface>"
#define POOL_NIC                                                     \
	"<interface type='network'><mac address='" M1                \
	"'/><source network='pool'/><model type='virtio'/><address " \
	"type='pci' domain='0' bus='3' slot='0' function='0'/></interface>"

/* Not its model, but what it was given live tells that it is a VF. */
static void
nic_of_a_pool_that_says_virtio(void)
{
	const struct domxml_nic vf = {.type = "hostdev", .mac = M1, .host = "0000:01:10.2", .vf = true};
	struct domxml_nic backup = {.type = "network", .mac = M1, .network = "default"};
	const char *xml = DOMAIN(BACKUP POOL_NIC);
	struct devxml device;

	CU_ASSERT_EQUAL(devxml_derive_pooled(xml, strlen(xml), &vf, &backup, &device, &err), 0);
	CU_ASSERT_STRING_EQUAL(device.nic.network, "pool");
	CU_ASSERT(device.nic.vf && !device.nic.virtio);
	devxml_clear(&device);
	/* Where the backup's network is a bridge, live. */
	backup = (struct domxml_nic){.type = "bridge", .mac = M1, .guest = "0000:01:00.0"};
	CU_ASSERT_EQUAL(devxml_derive_pooled(xml, strlen(xml), &vf, &backup, &device, &err), 0);
	CU_ASSERT_STRING_EQUAL(device.nic.network, "pool");
	devxml_clear(&device);
	xml = DOMAIN(BACKUP);
	CU_ASSERT_EQUAL(devxml_derive_pooled(xml, strlen(xml), &vf, &backup, &device, &err), -2);
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
	return devxml_given(text, strlen(text), &vf, M1, "--dest-vf", device, &err);
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
	        "<hostdev type='pci'/>",
	        "<interface type='hostdev'><source/></interface>",
	        "<domain><devices><interface/></devices></domain>",
	        (IGB(M2, "ua-vf0")),
	        "<interface type='bridge'><mac address='junk'/><model type='igb'/></interface>",
	        "<interface type='bridge'><model type='virtio'/></interface>",
	        "<interface type='bridge'><source bridge='br0'/></interface>",
	        "<interface type='bridge'><model type='rtl8139'/></interface>",
	        "<!DOCTYPE interface [<!ENTITY a 'b'>]><interface type='bridge'/>",
	};
	struct devxml device;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CU_ASSERT_EQUAL(given(bad[i], &device), -22);
		CU_ASSERT_PTR_NULL(device.text);
		CU_ASSERT_EQUAL(strncmp(err.text, "--dest-vf ", 10), 0);
	}
}

/* QEMU would give a NIC without a model that of some old card. */
static void
nic_that_stands_for_no_vf(void)
{
	struct devxml device;

	CU_ASSERT_EQUAL(given("<interface type='bridge'><source bridge='br0'/></interface>", &device), -22);
	CU_ASSERT_STRING_EQUAL(err.text,
	                       "--dest-vf is an <interface type='bridge'> without a model, which is "
	                       "no VF: use <interface type='hostdev'> or a network that is a pool of "
	                       "VFs");
	CU_ASSERT_EQUAL(given("<interface type='direct'><model type='rtl8139'/></interface>", &device), -22);
	CU_ASSERT_PTR_NOT_NULL(
	        strstr(err.text, "an <interface type='direct'> of model rtl8139, which is no VF"));
	CU_ASSERT_EQUAL(given(IGB(M1, "ua-vf0"), &device), 0);
	devxml_clear(&device);
}

static void
probe_domain_holds_the_device_alone(void)
{
	const char *xml =
	        "<domain type='kvm'><os><type machine='pc&quot;&lt;x'/></os><devices><emulator>/opt/"
	        "R&amp;D/qemu</emulator>" VIRTIO(M1, "a") IGB(M1, "b") "</devices></domain>";
	struct devxml device = {.text = "<interface type='bridge'/>"};
	char *probe = devxml_probe_domain(xml, strlen(xml), &device, &err);

	CU_ASSERT_PTR_NOT_NULL_FATAL(probe);
	if (!probe)
		return;
	CU_ASSERT_PTR_NOT_NULL(strstr(probe, "machine=\"pc&quot;&lt;x\""));
	CU_ASSERT_PTR_NOT_NULL(strstr(probe, "<domain type=\"kvm\">"));
	CU_ASSERT_PTR_NOT_NULL(strstr(probe, "<emulator>/opt/R&amp;D/qemu</emulator>"));
	CU_ASSERT_EQUAL(read_as(probe, NULL, NULL), 0);
	CU_ASSERT_EQUAL(dom.nnics, 1);
	free(probe);
}

static void
address_on_the_host_is_changed(void)
{
	struct devxml device;

	CU_ASSERT_EQUAL(given(PLAIN, &device), 0);
	CU_ASSERT_EQUAL(devxml_set_address(&device, "0002:0a:1f.7", &err), 0);
	CU_ASSERT_STRING_EQUAL(device.nic.host, "0002:0a:1f.7");
	CU_ASSERT_PTR_NOT_NULL(
	        strstr(device.text, "domain=\"0x0002\" bus=\"0x0a\" slot=\"0x1f\" function=\"0x7\""));
	CU_ASSERT_STRING_EQUAL(device.nic.alias, "ua-vf0");
	devxml_clear(&device);
	CU_ASSERT_EQUAL(given(PASSED(M1), &device), 0);
	CU_ASSERT_EQUAL(devxml_set_address(&device, "0000:01:10.4", &err), 0);
	CU_ASSERT_STRING_EQUAL(device.nic.host, "0000:01:10.4");
	CU_ASSERT_STRING_EQUAL(device.nic.mac, M1);
	devxml_clear(&device);
	CU_ASSERT_EQUAL(given("<interface type='network'><source network='pool'/></interface>", &device), 0);
	CU_ASSERT(devxml_set_address(&device, "0000:01:10.4", &err) < 0);
	devxml_clear(&device);
}

/* All that is the pool's goes; what libvirt alone can put together stays with libvirt. */
static void
function_is_named_of_a_pool(void)
{
	struct devxml device;

	CU_ASSERT_EQUAL(given("<interface type='network'><source network='pool'/><driver name='vhost'/>"
	                      "</interface>",
	                      &device),
	                0);
	CU_ASSERT_EQUAL(devxml_name_of_pool(&device, "0000:01:10.4", true, 42, &err), 0);
	CU_ASSERT_STRING_EQUAL(device.nic.type, "hostdev");
	CU_ASSERT_STRING_EQUAL(device.nic.host, "0000:01:10.4");
	CU_ASSERT_EQUAL(device.nic.vlan, 42);
	CU_ASSERT_PTR_NULL(strstr(device.text, "driver"));
	devxml_clear(&device);
	CU_ASSERT_EQUAL(given("<interface type='network'><source network='pool'/><virtualport><parameters "
	                      "profileid='p'/></virtualport></interface>",
	                      &device),
	                0);
	CU_ASSERT_EQUAL(devxml_name_of_pool(&device, "0000:01:10.4", true, 42, &err), -EOPNOTSUPP);
	CU_ASSERT_STRING_EQUAL(device.nic.network, "pool");
	CU_ASSERT_PTR_NOT_NULL(strstr(device.text, "profileid"));
	devxml_clear(&device);
}

static void
vlan_tag_is_kept(void)
{
	static const struct domxml_nic tagged = {.mac = M1, .vlan = 42, .vf = true}, plain = {.mac = M1},
	                               hidden = {.type = "pci"};
	struct devxml device;

	CU_ASSERT_EQUAL(given("<interface type='network'><source network='p'/><vlan/></interface>", &device),
	                0);
	CU_ASSERT_EQUAL(devxml_keep_vlan(&device, &plain, &err), 0);
	CU_ASSERT_EQUAL(device.nic.vlan, 0);
	CU_ASSERT_EQUAL(devxml_keep_vlan(&device, &tagged, &err), 0);
	CU_ASSERT_EQUAL(device.nic.vlan, 42);
	CU_ASSERT_PTR_NOT_NULL(strstr(device.text, "<vlan><tag id=\"42\"/></vlan>"));
	CU_ASSERT_EQUAL(devxml_keep_vlan(&device, &tagged, &err), 0);
	devxml_clear(&device);
	CU_ASSERT_EQUAL(given("<interface type='network'><source network='pool'/><vlan><tag id='7'/></vlan>"
	                      "</interface>",
	                      &device),
	                0);
	CU_ASSERT_EQUAL(devxml_keep_vlan(&device, &tagged, &err), -22);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "VLAN tag 7 and the pair's VF has 42"));
	CU_ASSERT_EQUAL(devxml_keep_vlan(&device, &plain, &err), -22);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "VLAN tag 7 and the pair's VF has none"));
	CU_ASSERT_EQUAL(devxml_keep_vlan(&device, &hidden, &err), 0);
	devxml_clear(&device);
	CU_ASSERT_EQUAL(given(PLAIN, &device), 0);
	CU_ASSERT_EQUAL(devxml_keep_vlan(&device, &tagged, &err), -22);
	devxml_clear(&device);
}

static const struct unit_test tests[] = {
        {"the address on the host is changed", address_on_the_host_is_changed},
        {"a function is named of a pool", function_is_named_of_a_pool},
        {"the VLAN tag is kept", vlan_tag_is_kept},
        {"a device leaves its host behind", device_leaves_the_host_behind},
        {"a NIC of a pool that says virtio", nic_of_a_pool_that_says_virtio},
        {"a device that is not there", device_that_is_not_there},
        {"a given device gets MAC and alias", given_device_gets_mac_and_alias},
        {"bad given devices are refused", bad_given_devices_are_refused},
        {"a NIC that stands for no VF", nic_that_stands_for_no_vf},
        {"the probe domain holds the device alone", probe_domain_holds_the_device_alone},
};

UNIT_MAIN("devxml", tests)
