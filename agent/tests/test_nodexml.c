/* SPDX-License-Identifier: BSD-3-Clause */
/* test_nodexml.c: single node devices. */
#include "nodexml.h"

#include <errno.h>
#include <string.h>

#include "sample_host.h"
#include "tests/unit.h"

static struct nodexml node;
static struct err err;

static void
a_vf(void)
{
	CU_ASSERT_EQUAL(nodexml_read(VF1_DEVICE(DRIVER("igbvf")), &node, &err), 0);
	CU_ASSERT_FALSE(node.net || node.is_pf);
	CU_ASSERT_STRING_EQUAL(node.pci, "0000:01:10.2");
	CU_ASSERT_STRING_EQUAL(node.pf, "0000:01:00.0");
	CU_ASSERT_STRING_EQUAL(node.driver, "igbvf");
	CU_ASSERT_STRING_EQUAL(node.kind, "8086:10ca");
	CU_ASSERT(node.group == 9 && node.numa == 1);
	CU_ASSERT_EQUAL(nodexml_read(VF0_DEVICE(""), &node, &err), 0);
	CU_ASSERT_STRING_EQUAL(node.driver, "");
}

static void
a_pf_with_and_without_vfs(void)
{
	CU_ASSERT_EQUAL(nodexml_read(PF_DEVICE("1", VF0 VF1), &node, &err), 0);
	CU_ASSERT(node.is_pf && node.nvfs == 2 && node.all_vfs == 2 && node.max_vfs == 7);
	CU_ASSERT_STRING_EQUAL(node.vfs[1], "0000:01:10.2");
	CU_ASSERT_STRING_EQUAL(node.pf, "");
	CU_ASSERT(node.group == 7 && node.numa == -1);
	CU_ASSERT_EQUAL(nodexml_read(PF_DEVICE("1", ""), &node, &err), 0);
	CU_ASSERT(node.is_pf && node.nvfs == 0 && node.max_vfs == 7);
}

static void
a_network_device(void)
{
	CU_ASSERT_EQUAL(nodexml_read(PF_NET, &node, &err), 0);
	CU_ASSERT_TRUE(node.net);
	CU_ASSERT_STRING_EQUAL(node.pci, "0000:01:00.0");
	CU_ASSERT_STRING_EQUAL(node.netdev, "eth2");
	CU_ASSERT_STRING_EQUAL(node.mac, "02:00:00:00:01:00");
	CU_ASSERT_STRING_EQUAL(node.link, "up");
}

static void
others_and_nonsense(void)
{
	static const char far_bus[] =
	        "<device><capability type='pci'><domain>0</domain><bus>999</bus><slot>0</slot><function>0"
	        "</function></capability></device>";
	static const char *const others[] = {
	        "<device/>",
	        "<device><capability type='usb'/></device>",
	        "<device><capability type='pci'><bus>1</bus></capability></device>",
	        "<device><parent>pci_0000_01_00_0_more</parent><capability type='net'/></device>",
	        far_bus,
	};

	CU_ASSERT_EQUAL(nodexml_read(LOOPBACK_DEVICE, &node, &err), -ENODEV);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		CU_ASSERT_EQUAL(nodexml_read(others[i], &node, &err), -ENODEV);
	CU_ASSERT_EQUAL(nodexml_read("", &node, &err), -EBADMSG);
	CU_ASSERT_EQUAL(nodexml_read("<domain/>", &node, &err), -EBADMSG);
	CU_ASSERT_EQUAL(nodexml_read(BRIDGE_DEVICE, &node, &err), -ENODEV);
}

#define PF_OF_CLASS(class)                                                                                 \
	"<device><capability type='pci'>" class "<domain>0</domain><bus>1</bus><slot>0</slot>"             \
	                                        "<function>0</function><capability type='virt_functions' " \
	                                        "maxCount='2'/></capability></device>"

#define VF_OF_KIND(vendor, product)                                                   \
	"<device><capability type='pci'><domain>0</domain><bus>1</bus><slot>0</slot>" \
	"<function>0</function><product id='" product "'/><vendor id='" vendor "'/></capability></device>"

static void
kinds(void)
{
	static const char *const unknown[] = {VF_OF_KIND("0x8086", "0x10c"), VF_OF_KIND("0x8086", "0x10cg"),
	                                      VF_OF_KIND("0x80861", "0x10ca"), VF_OF_KIND("8086", "10ca")};

	CU_ASSERT_EQUAL(nodexml_read(VF_OF_KIND("0x8086", "0x10ca"), &node, &err), 0);
	CU_ASSERT_STRING_EQUAL(node.kind, "8086:10ca");
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		CU_ASSERT_EQUAL(nodexml_read(unknown[i], &node, &err), 0);
		CU_ASSERT_STRING_EQUAL(node.kind, "");
	}
}

/* Accelerators and disks have VFs as well. */
static void
functions_of_networks_only(void)
{
	CU_ASSERT_EQUAL(nodexml_read(PF_OF_CLASS("<class>0x020000</class>"), &node, &err), 0);
	CU_ASSERT_EQUAL(nodexml_read(PF_OF_CLASS("<class>0x020700</class>"), &node, &err), 0);
	CU_ASSERT_EQUAL(nodexml_read(PF_OF_CLASS(""), &node, &err), 0);
	CU_ASSERT_EQUAL(nodexml_read(PF_OF_CLASS("<class>0x0b4000</class>"), &node, &err), -ENODEV);
	CU_ASSERT_EQUAL(nodexml_read(PF_OF_CLASS("<class>0x010802</class>"), &node, &err), -ENODEV);
}

static void
addresses_of_the_host(void)
{
	char netdev[16], address[46];

	CU_ASSERT_EQUAL(nodexml_interface(INTERFACE("eth3", "192.0.2.7"), netdev, address, &err), 0);
	CU_ASSERT_STRING_EQUAL(netdev, "eth3");
	CU_ASSERT_STRING_EQUAL(address, "192.0.2.7");
	CU_ASSERT_EQUAL(nodexml_interface("<interface name='eth4'><protocol family='ipv4'/><protocol "
	                                  "family='ipv6'><ip address='2001:db8::7'/></protocol></interface>",
	                                  netdev, address, &err),
	                0);
	CU_ASSERT_STRING_EQUAL(address, "2001:db8::7");
	CU_ASSERT_EQUAL(nodexml_interface("<interface name='eth5'/>", netdev, address, &err), 0);
	CU_ASSERT_STRING_EQUAL(address, "");
	CU_ASSERT_EQUAL(nodexml_interface("<interface/>", netdev, address, &err), -EBADMSG);
	CU_ASSERT_EQUAL(nodexml_interface("<device name='eth3'/>", netdev, address, &err), -EBADMSG);
	CU_ASSERT_EQUAL(nodexml_interface("", netdev, address, &err), -EBADMSG);
}

static const struct unit_test tests[] = {
        {"a VF", a_vf},
        {"a PF with and without VFs", a_pf_with_and_without_vfs},
        {"a network device", a_network_device},
        {"functions of networks only", functions_of_networks_only},
        {"kinds of a function", kinds},
        {"addresses of the host", addresses_of_the_host},
        {"others, and nonsense", others_and_nonsense},
};

UNIT_MAIN("nodexml", tests)
