/* SPDX-License-Identifier: BSD-3-Clause */
/* test_pairxml.c: which device a domain's metadata names for a pair and a host. What is refused is more than
 * here in schemas/examples/pairs, which `make check-schemas` reads. */
#include "pairxml.h"

#include <libvirt/libvirt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample_xml.h"
#include "tests/unit.h"

#define META(inner)          "<domain><metadata>" inner "</metadata><devices/></domain>"
#define PAIRS(inner)         "<v:pairs xmlns:v='" PAIRXML_URI "'>" inner "</v:pairs>"
#define PAIR(mac, inner)     "<v:pair mac='" mac "'>" inner "</v:pair>"
#define ON(host, network)    "<v:device host='" host "'>" NIC(network) "</v:device>"
#define ANYWHERE(network)    "<v:device>" NIC(network) "</v:device>"
#define NIC(network)         "<interface type='network'><source network='" network "'/></interface>"
#define NIC_AS_READ(network) "<interface type=\"network\"><source network=\"" network "\"/></interface>"

static struct pairxml pairs;
static struct err err;

static int
read_xml(const char *xml)
{
	pairxml_clear(&pairs);
	memset(&err, 0, sizeof(err));
	return pairxml_read(xml, strlen(xml), &pairs, &err);
}

static bool
finds(const char *mac, const char *host, const char *xml)
{
	const char *found = pairxml_find(&pairs, mac, host);

	return found && xml ? strcmp(found, xml) == 0 : found == xml;
}

static bool
holds(const char *text, const char *part)
{
	return text && strstr(text, part);
}

static void
none_is_no_error(void)
{
	static const char *const without[] = {"<domain/>",
	                                      META(""),
	                                      DOMAIN(IGB(M1, "net1")),
	                                      META(PAIRS("")),
	                                      META("<o:pairs xmlns:o='urn:example:other'><x/></o:pairs>"),
	                                      "<domain><devices>" PAIRS("<v:junk/>") "</devices></domain>"};

	for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++) {
		CU_ASSERT_EQUAL(read_xml(without[i]), 0);
		CU_ASSERT_EQUAL(pairs.n, 0);
		CU_ASSERT(finds(M1, "b", NULL) && finds(M1, NULL, NULL));
	}
}

static void
host_comes_before_any_host(void)
{
	CU_ASSERT_EQUAL(
	        read_xml(META(PAIRS(PAIR(M1, ANYWHERE("any") ON("hostb", "b") ON("hostc.example.org", "c"))
	                                    PAIR("52:54:00:AA:00:02", ON("hostb", "b2"))))),
	        0);
	CU_ASSERT(finds(M1, "hostb", NIC_AS_READ("b")));
	CU_ASSERT(finds(M1, "HostB", NIC_AS_READ("b")));
	CU_ASSERT(finds(M1, "hostc.example.org", NIC_AS_READ("c")));
	CU_ASSERT(finds(M1, "hostc", NIC_AS_READ("any")));
	CU_ASSERT(finds("52:54:00:aa:00:02", "hostb", NIC_AS_READ("b2")));
	CU_ASSERT(finds("52:54:00:aa:00:02", "hosta", NULL));
	CU_ASSERT(finds("52:54:00:aa:00:02", NULL, NIC_AS_READ("b2")));
}

/* In any of the ways in which it can be written. */
static void
device_is_in_no_namespace(void)
{
	static const char *const ways[] = {
	        META(PAIRS(PAIR(M1, ANYWHERE("x")))),
	        META(PAIRS(PAIR(M1, "<v:device><v:interface type='network'><v:source "
	                            "network='x'/></v:interface></v:device>"))),
	        META("<pairs xmlns='" PAIRXML_URI "'><pair mac='" M1
	             "'><device>" NIC("x") "</device></pair></pairs>"),
	        META(PAIRS(PAIR(M1, "<v:device><w:interface xmlns:w='" PAIRXML_URI
	                            "' type='network'><w:source network='x'/></w:interface></v:device>"))),
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		CU_ASSERT_EQUAL(read_xml(ways[i]), 0);
		CU_ASSERT(finds(M1, "hostb", NIC_AS_READ("x")));
	}
}

static void
bad_metadata_is_refused(void)
{
	static const struct {
		const char *xml, *said;
	} bad[] = {
	        {PAIRS("<v:hosts/>"), "<hosts> stands where <pair> of urn:vferry:pairs:1 is expected"},
	        {PAIRS(PAIR(M1, ANYWHERE("x") "<interface/>")), "<interface> stands where <device>"},
	        {"<v:pair xmlns:v='" PAIRXML_URI "'/>", "<pair> stands where <pairs>"},
	        {"<v:pairs xmlns:v='" PAIRXML_URI "' version='2'/>", "<pairs> has the attribute version"},
	        {"<v:pairs xmlns:v='urn:vferry:pairs:2'/>", "its namespace is neither urn:vferry:pairs:1"},
	        {"<v:pairs xmlns:v='urn:vferry:pair:1'/>", "its namespace is neither urn:vferry:pairs:1"},
	        {PAIRS("") PAIRS(""), "two elements of urn:vferry:pairs:1"},
	        {PAIRS("junk"), "<pairs> has text"},
	        {PAIRS(PAIR("junk", ANYWHERE("x"))), "no mac='' that is a network device's address"},
	        {PAIRS(PAIR(M1, "")), "pair " M1 " has no <device>"},
	        {PAIRS(PAIR(M1, "<v:device/>")), "a <device> of pair " M1 " must have one"},
	        {PAIRS(PAIR(M1, "<v:device><disk/></v:device>")), "must have one <interface> or <hostdev>"},
	        {PAIRS(PAIR(M1, ON("", "x"))), "a host='' that is no host's name"},
	        {PAIRS(PAIR(M1, ON("b", "x") ON("B", "y"))), "pair " M1 " has two devices for host B"},
	        {PAIRS(PAIR(M1, ANYWHERE("x")) PAIR(M1, ANYWHERE("y"))), "two devices for any host"},
	        {PAIRS(PAIR(M1, "<v:device><interface><o:mtu xmlns:o='urn:o'/></interface></v:device>")),
	         "the device has <mtu> with a name of another namespace"},
	};
	char xml[1024];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(xml, sizeof(xml), META("%s"), bad[i].xml);
		CU_ASSERT_EQUAL(read_xml(xml), -22);
		CU_ASSERT_PTR_NOT_NULL(strstr(err.text, bad[i].said));
	}
	CU_ASSERT_EQUAL(read_xml("<domain><metadata>"), -74);
	CU_ASSERT_EQUAL(read_xml("<!DOCTYPE domain [<!ENTITY e 'x'>]>" META(PAIRS("&e;"))), -74);
}

static void
devices_are_counted(void)
{
	for (unsigned int n = PAIRXML_DEVICES_MAX; n <= PAIRXML_DEVICES_MAX + 1; n++) {
		size_t size;
		char *xml = NULL;
		FILE *to = open_memstream(&xml, &size);

		CU_ASSERT_PTR_NOT_NULL_FATAL(to);
		fprintf(to, "<domain><metadata><v:pairs xmlns:v='" PAIRXML_URI "'><v:pair mac='" M1 "'>");
		for (unsigned int i = 0; i < n; i++)
			fprintf(to, "<v:device host='h%u'>" NIC("x") "</v:device>", i);
		fprintf(to, "</v:pair></v:pairs></metadata></domain>");
		CU_ASSERT_EQUAL_FATAL(fclose(to), 0);
		CU_ASSERT_EQUAL(read_xml(xml), n > PAIRXML_DEVICES_MAX ? -22 : 0);
		CU_ASSERT_EQUAL(pairs.n, PAIRXML_DEVICES_MAX);
		free(xml);
	}
	CU_ASSERT_STRING_EQUAL(err.text, "it has more than 256 devices");
}

/* As `virsh metadata test --uri urn:vferry:pairs:1 --key vferry --set ...` does it: what had no namespace
 * gets that of the metadata, the device too. */
static void
libvirt_stores_it(void)
{
	static const char set[] =
	        "<pairs><pair mac='" M1 "'><device host='hostb'>" NIC("x") "</device></pair></pairs>";
	virConnectPtr conn = virConnectOpen("test:///default");
	virDomainPtr dom = conn ? virDomainLookupByName(conn, "test") : NULL;
	const char *device;
	char *xml;

	CU_ASSERT_PTR_NOT_NULL_FATAL(dom);
	CU_ASSERT_EQUAL(virDomainSetMetadata(dom, VIR_DOMAIN_METADATA_ELEMENT, set, "vferry", PAIRXML_URI,
	                                     VIR_DOMAIN_AFFECT_LIVE),
	                0);
	xml = virDomainGetXMLDesc(dom, 0);
	CU_ASSERT_FATAL(holds(xml, "<vferry:interface "));
	CU_ASSERT_EQUAL(read_xml(xml), 0);
	device = pairxml_find(&pairs, M1, "hostb");
	CU_ASSERT(holds(device, "<source network=\"x\"/>") && !holds(device, "vferry"));
	free(xml);
	virDomainFree(dom);
	virConnectClose(conn);
}

static void
cleared_twice(void)
{
	CU_ASSERT_EQUAL(read_xml(META(PAIRS(PAIR(M1, ANYWHERE("x"))))), 0);
	pairxml_clear(&pairs);
	pairxml_clear(&pairs);
	CU_ASSERT_EQUAL(pairs.n, 0);
}

static const struct unit_test tests[] = {
        {"none is no error", none_is_no_error},
        {"a host comes before any host", host_comes_before_any_host},
        {"a device is in no namespace", device_is_in_no_namespace},
        {"bad metadata is refused", bad_metadata_is_refused},
        {"devices are counted", devices_are_counted},
        {"libvirt stores it", libvirt_stores_it},
        {"cleared twice", cleared_twice},
};

UNIT_MAIN("pairxml", tests)
